// x86-64 with AVX-512 and without VNNI: as with AVX2, a panel in one register.
#include "variants.h"

#if defined(__x86_64__)
#include <immintrin.h>
#define CK_TABLE ck_integers_avx512
#define CK_LANES 16
#define CK_MAX_PANELS 8
#define CK_TILE 8
#define CK_TILE_PANELS 2
#define CK_FORM CK_S8_PAIRS
#define CK_OWN_QUADS
#define CK_OWN_CODES
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,popcnt"))), \
                             apply_to = function)
#include "body/vector.h"

/// The codes 0 and 1 of a quad, and 2 and 3, as 16 bits in each lane.
typedef struct ck_quad_of {
    __m512i pairs[2];
} ck_quad_of;

CK_INLINE ck_quad_of ck_quad(uint32_t word) {
    const __m512i bytes = _mm512_set1_epi32((int)word);
    const __m512i first = _mm512_set1_epi32((int)0x80018000u);
    const __m512i second = _mm512_set1_epi32((int)0x80038002u);
    return (ck_quad_of){{_mm512_shuffle_epi8(bytes, first), _mm512_shuffle_epi8(bytes, second)}};
}

CK_INLINE ck_i32v ck_dot(ck_i32v sum, const void *weights, size_t v, ck_quad_of four) {
    const char *w = (const char *)weights + v * 64;
    const __m512i low = _mm512_madd_epi16(four.pairs[0], _mm512_loadu_si512(w));
    const __m512i high = _mm512_madd_epi16(four.pairs[1], _mm512_loadu_si512(w + 64));
    return (ck_i32v)_mm512_add_epi32((__m512i)sum, _mm512_add_epi32(low, high));
}

#include "body/integers/quads_avx512.h"
#include "body/integers/table.h"
#pragma clang attribute pop
#endif
