// x86-64 with AVX2: sums of pairs of products of 16 bits. VPMADDUBSW, which takes bytes as they
// are, would saturate.
#include "variants.h"

#if defined(__x86_64__)
#include <immintrin.h>
#define CK_TABLE ck_integers_avx2
#define CK_LANES 8
#define CK_MAX_PANELS 4
#define CK_TILE 4
#define CK_TILE_PANELS 1
#define CK_FORM CK_S8_PAIRS
#define CK_OWN_QUADS
#pragma clang attribute push(__attribute__((target("avx2,fma,popcnt"))), apply_to = function)
#include "body/vector.h"

#include "body/integers/pairs_avx2.h"
#include "body/integers/quads_avx2.h"
#include "body/integers/table.h"
#pragma clang attribute pop
#endif
