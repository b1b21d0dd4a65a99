// Pairs of 16 bits in AVX2: products of four codes, in two instructions that cannot saturate.

/// The codes 0 and 1 of a quad, and 2 and 3, as 16 bits in each lane.
typedef struct ck_quad_of {
    __m256i pairs[2];
} ck_quad_of;

CK_INLINE ck_quad_of ck_quad(uint32_t word) {
    const __m256i bytes = _mm256_set1_epi32((int)word);
    const __m256i first = _mm256_set1_epi32((int)0x80018000u);
    const __m256i second = _mm256_set1_epi32((int)0x80038002u);
    return (ck_quad_of){{_mm256_shuffle_epi8(bytes, first), _mm256_shuffle_epi8(bytes, second)}};
}

CK_INLINE ck_i32v ck_dot(ck_i32v sum, const void *weights, size_t v, ck_quad_of four) {
    const __m256i *w = (const __m256i *)weights + v;
    const __m256i low = _mm256_madd_epi16(four.pairs[0], _mm256_loadu_si256(w));
    const __m256i high = _mm256_madd_epi16(four.pairs[1], _mm256_loadu_si256(w + CK_PANEL / 8));
    return (ck_i32v)_mm256_add_epi32((__m256i)sum, _mm256_add_epi32(low, high));
}
