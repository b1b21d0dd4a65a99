/// The tables of all variants that are compiled for this architecture.
#ifndef CK_VARIANTS_H
#define CK_VARIANTS_H

#include "CKernels.h"

extern const ck_table ck_table_portable;
#if defined(__x86_64__)
extern const ck_table ck_table_avx2;
extern const ck_table ck_table_avx512;
extern const ck_table ck_table_avx512vbmi2;
#elif defined(__aarch64__)
extern const ck_table ck_table_neon;
#elif defined(__wasm_simd128__)
extern const ck_table ck_table_simd128;
#endif

#endif
