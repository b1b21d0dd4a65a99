// x86-64 with AVX-VNNI: four products of bytes in one instruction.
#include "variants.h"

#if defined(__x86_64__)
#include <immintrin.h>
#define CK_TABLE ck_integers_avxvnni
#define CK_LANES 8
#define CK_MAX_PANELS 4
#define CK_TILE 4
#define CK_TILE_PANELS 1
#define CK_FORM CK_S8_QUADS
#define CK_OWN_QUADS
#pragma clang attribute push(__attribute__((target("avx2,fma,popcnt,avxvnni"))),                   \
                             apply_to = function)
#include "body/vector.h"

/// A quad in each lane.
typedef struct ck_quad_of {
    __m256i bytes;
} ck_quad_of;

CK_INLINE ck_quad_of ck_quad(uint32_t word) {
    return (ck_quad_of){_mm256_set1_epi32((int)word)};
}

CK_INLINE ck_i32v ck_dot(ck_i32v sum, const void *weights, size_t v, ck_quad_of four) {
    const __m256i w = _mm256_loadu_si256((const __m256i *)weights + v);
    return (ck_i32v)_mm256_dpbusd_avx_epi32((__m256i)sum, four.bytes, w);
}

#include "body/integers/quads_avx2.h"
#include "body/integers/table.h"
#pragma clang attribute pop
#endif
