// x86-64 with AVX-512: one register holds a panel, eight panels accumulate at once.
#include "conv2d_scratch.h"
#include "variants.h"

#if defined(__x86_64__)
#include <immintrin.h>
#define CK_TABLE ck_table_avx512
#define CK_NAME "avx512"
#define CK_INTEGERS ck_integers_avx512
#define CK_LANES 16
#define CK_MAX_PANELS 8
#define CK_MAX_PAIRED 8
#define CK_BLOCK_SUMS 28
#define CK_OWN_COMPACT
#define CK_OWN_SCALE
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,popcnt"))), \
                             apply_to = function)
#include "body/vector.h"

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

static size_t ck_u8_compact(size_t first, size_t end, const uint8_t *x, const uint8_t *active,
                            uint32_t *index, float *value) {
    size_t found = 0;
    for (size_t i = first; i < end; i += 16) {
        __mmask16 inside = end - i < 16 ? (__mmask16)((1u << (end - i)) - 1) : 0xffff;
        __m128i bytes = _mm_maskz_loadu_epi8(inside, x + i);
        __mmask16 nonzero = _mm_test_epi8_mask(bytes, _mm_maskz_loadu_epi8(inside, active + i));
        __m512 values = _mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(bytes));
        found = ck_append(found, nonzero, (uint32_t)i, values, index, value);
    }
    return found;
}

static size_t ck_f32_compact(size_t first, size_t end, const float *x, const uint8_t *active,
                             uint32_t *index, float *value) {
    (void)active;
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

/// As in `body/elementwise.h`, in one instruction.
CK_INLINE ck_f32v ck_scale(ck_f32v y, ck_f32v n, ck_i32v exponent) {
    (void)exponent;
    return _mm512_scalef_ps(y, n);
}

#define CK_OWN_CONV_LIST
#define CK_LIST_TIME 0.5f

/// As in `body/conv_terms.h`, sixteen terms at a time.
static size_t ck_conv_list(const ck_conv_terms *terms, uint32_t window) {
    const __m512i bits = _mm512_set1_epi32((int)window);
    __m512i k = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    size_t found = 0;
    for (size_t i = 0; i < terms->count; i += 16) {
        __mmask16 counts = _mm512_test_epi32_mask(_mm512_loadu_si512(terms->masks + i), bits);
        _mm512_storeu_si512(terms->list + found, _mm512_maskz_compress_epi32(counts, k));
        found += (size_t)_mm_popcnt_u32(counts);
        k = _mm512_add_epi32(k, _mm512_set1_epi32(16));
    }
    return found;
}

#include "body/table.h"
#pragma clang attribute pop

// The same with VBMI2, which compresses bytes, and so lists pixels in half the time.

#pragma clang attribute push(                                                                      \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi2,popcnt"))),              \
    apply_to = function)

/// Inputs listed between one widening and the next.
#define CK_CHUNK 1024

/// Lists some of 32 bytes, as indices of 16 bits and as bytes.
CK_INLINE size_t ck_append_bytes(size_t found, __m256i bytes, __m256i active, __m512i indices,
                                 uint16_t *places, uint8_t *values) {
    __mmask32 nonzero = _mm256_test_epi8_mask(bytes, active);
    _mm512_storeu_si512(places + found, _mm512_maskz_compress_epi16(nonzero, indices));
    _mm256_storeu_si256((__m256i *)(values + found), _mm256_maskz_compress_epi8(nonzero, bytes));
    return found + (size_t)_mm_popcnt_u32(nonzero);
}

/// Lists up to CK_CHUNK bytes, in two steps: what is stored as it is found is short, and only the
/// nonzero ones are widened.
static size_t ck_u8_compact_chunk(size_t first, size_t count, const uint8_t *x,
                                  const uint8_t *active, uint32_t *index, float *value) {
    uint16_t places[CK_CHUNK + 32];
    uint8_t values[CK_CHUNK + 32];
    __m512i indices = _mm512_cvtepu8_epi16(
        _mm256_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20,
                         21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31));
    size_t found = 0, i = 0;
    for (; i + 32 <= count; i += 32) {
        __m256i bytes = _mm256_loadu_si256((const __m256i *)(x + i));
        __m256i counts = _mm256_loadu_si256((const __m256i *)(active + i));
        found = ck_append_bytes(found, bytes, counts, indices, places, values);
        indices = _mm512_add_epi16(indices, _mm512_set1_epi16(32));
    }
    if (i < count) {
        __mmask32 inside = (1u << (count - i)) - 1;
        __m256i bytes = _mm256_maskz_loadu_epi8(inside, x + i);
        __m256i counts = _mm256_maskz_loadu_epi8(inside, active + i);
        found = ck_append_bytes(found, bytes, counts, indices, places, values);
    }
    const __m512i offset = _mm512_set1_epi32((int)first);
    for (i = 0; i < found; i += 16) {
        __m512i k = _mm512_cvtepu16_epi32(_mm256_loadu_si256((const __m256i *)(places + i)));
        __m512i v = _mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)(values + i)));
        _mm512_storeu_si512(index + i, _mm512_add_epi32(k, offset));
        _mm512_storeu_ps(value + i, _mm512_cvtepi32_ps(v));
    }
    return found;
}

static size_t ck_u8_compact_vbmi2(size_t first, size_t end, const uint8_t *x, const uint8_t *active,
                                  uint32_t *index, float *value) {
    size_t found = 0;
    for (; first < end; first += CK_CHUNK) {
        const size_t count = end - first < CK_CHUNK ? end - first : CK_CHUNK;
        found += ck_u8_compact_chunk(first, count, x + first, active + first, index + found,
                                     value + found);
    }
    return found;
}

CK_LIST(ck_u8_list_vbmi2, uint8_t, ck_u8_compact_vbmi2)
CK_STACK(ck_u8_stack_vbmi2, uint8_t, ck_u8_list_vbmi2)
CK_DENSE(ck_u8_dense_vbmi2, uint8_t, ck_u8_stack_vbmi2)

const ck_table ck_table_avx512vbmi2 =
    CK_TABLE_OF("avx512vbmi2", ck_u8_dense_vbmi2, ck_u8_stack_vbmi2, ck_integers_avx512vnni);
const ck_table ck_table_avx512amx =
    CK_TABLE_OF("avx512amx", ck_u8_dense_vbmi2, ck_u8_stack_vbmi2, ck_integers_avx512amx);
#pragma clang attribute pop
#endif
