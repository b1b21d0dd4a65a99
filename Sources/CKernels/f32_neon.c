// 64-bit Arm, where NEON with fused multiply-add is always there: 24 of 32 registers accumulate.
#include "variants.h"

#if defined(__aarch64__)
#define CK_TABLE ck_table_neon
#define CK_NAME "neon"
#define CK_INTEGERS ck_integers_neon
#define CK_LANES 4
#define CK_MAX_PANELS 6
#define CK_MAX_PAIRED 3
#define CK_BLOCK_SUMS 24
#include "body/table.h"

/// The same floats, and integers by products of matrices of eight bits.
const ck_table ck_table_neoni8mm =
    CK_TABLE_OF("neoni8mm", ck_u8_dense, ck_u8_stack, ck_integers_neoni8mm);
#endif
