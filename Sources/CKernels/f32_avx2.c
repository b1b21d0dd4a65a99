// x86-64 with AVX2 and FMA: 12 of 16 registers accumulate.
#include "variants.h"

#if defined(__x86_64__)
#define CK_TABLE ck_table_avx2
#define CK_NAME "avx2"
#define CK_INTEGERS ck_integers_avx2
#define CK_LANES 8
#define CK_MAX_PANELS 6
#define CK_MAX_PAIRED 3
#define CK_BLOCK_SUMS 12
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "body/table.h"

/// The same floats, and integers by VNNI.
const ck_table ck_table_avxvnni =
    CK_TABLE_OF("avxvnni", ck_u8_dense, ck_u8_stack, ck_integers_avxvnni);
#pragma clang attribute pop
#endif
