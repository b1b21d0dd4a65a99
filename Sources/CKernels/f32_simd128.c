// WebAssembly with SIMD128, which has no fused multiply-add: sums go through doubles.
#include "variants.h"

#if defined(__wasm_simd128__)
#define CK_TABLE ck_table_simd128
#define CK_NAME "simd128"
#define CK_INTEGERS ck_integers_portable
#define CK_LANES 4
#define CK_MAX_PANELS 1
#define CK_MAX_PAIRED 1
#define CK_BLOCK_SUMS 8
#define CK_FMA_BY_DOUBLES
#include "body/table.h"
#endif
