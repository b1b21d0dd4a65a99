/// The tables of all variants that are compiled for this architecture.
#ifndef CK_VARIANTS_H
#define CK_VARIANTS_H

#include "CKernels.h"

extern const ck_table ck_table_portable;
extern const ck_integer_table ck_integers_portable;
#if defined(__x86_64__)
extern const ck_table ck_table_avx2;
extern const ck_table ck_table_avxvnni;
extern const ck_table ck_table_avx512;
extern const ck_table ck_table_avx512vbmi2;
extern const ck_table ck_table_avx512amx;
extern const ck_integer_table ck_integers_avx2;
extern const ck_integer_table ck_integers_avxvnni;
extern const ck_integer_table ck_integers_avx512;
extern const ck_integer_table ck_integers_avx512vnni;
extern const ck_integer_table ck_integers_avx512amx;
#elif defined(__aarch64__)
extern const ck_table ck_table_neon;
extern const ck_table ck_table_neoni8mm;
extern const ck_integer_table ck_integers_neon;
extern const ck_integer_table ck_integers_neoni8mm;
#elif defined(__wasm_simd128__)
extern const ck_table ck_table_simd128;
#endif

#endif
