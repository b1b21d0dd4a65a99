// x86-64 with AVX-512: one register holds a panel, eight panels accumulate at once.
#include "variants.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define CK_TABLE ck_table_avx512
#define CK_NAME "avx512"
#define CK_LANES 16
#define CK_MAX_PANELS 8
#define CK_MAX_PAIRED 8
#define CK_OWN_COMPACT
#pragma clang attribute push(                                                                      \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,popcnt"))), apply_to = function)

/// As in `body/compact.h`, sixteen inputs at a time and without a branch: whether all of them are
/// zero is hard to predict, and a wrong guess costs more than the work. The stores are whole
/// vectors, which the lists have room for: storing through a mask is many times slower on some
/// processors.
static inline size_t ck_append(size_t found, __mmask16 nonzero, uint32_t first, __m512 values,
                               uint32_t *index, float *value) {
    const __m512i lanes = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    __m512i indices = _mm512_add_epi32(lanes, _mm512_set1_epi32((int)first));
    _mm512_storeu_si512(index + found, _mm512_maskz_compress_epi32(nonzero, indices));
    _mm512_storeu_ps(value + found, _mm512_maskz_compress_ps(nonzero, values));
    return found + (size_t)_mm_popcnt_u32(nonzero);
}

static size_t ck_u8_compact(size_t first, size_t end, const uint8_t *x, uint32_t *index,
                            float *value) {
    size_t found = 0;
    for (size_t i = first; i < end; i += 16) {
        __mmask16 inside = end - i < 16 ? (__mmask16)((1u << (end - i)) - 1) : 0xffff;
        __m128i bytes = _mm_maskz_loadu_epi8(inside, x + i);
        __mmask16 nonzero = _mm_test_epi8_mask(bytes, bytes);
        __m512 values = _mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(bytes));
        found = ck_append(found, nonzero, (uint32_t)i, values, index, value);
    }
    return found;
}

static size_t ck_f32_compact(size_t first, size_t end, const float *x, uint32_t *index,
                             float *value) {
    size_t found = 0;
    for (size_t i = first; i < end; i += 16) {
        __mmask16 inside = end - i < 16 ? (__mmask16)((1u << (end - i)) - 1) : 0xffff;
        __m512 values = _mm512_maskz_loadu_ps(inside, x + i);
        // Unordered counts as unequal: NaN is kept.
        __mmask16 nonzero = _mm512_cmp_ps_mask(values, _mm512_setzero_ps(), _CMP_NEQ_UQ);
        found = ck_append(found, nonzero, (uint32_t)i, values, index, value);
    }
    return found;
}

#include "body/table.h"
#pragma clang attribute pop
#endif
