// The list of `rows.h` with AVX-512: sixteen quads at a time, without a branch.

CK_INLINE size_t ck_list_quads(size_t count, const uint8_t *x, uint32_t *index, uint32_t *word) {
    const __m512i lanes = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    size_t found = 0;
    for (size_t i = 0; i < count; i += 16) {
        const __mmask16 inside =
            count - i < 16 ? (__mmask16)((1u << (count - i)) - 1) : (__mmask16)0xffff;
        const __m512i words = _mm512_maskz_loadu_epi32(inside, x + i * 4);
        const __mmask16 set = _mm512_test_epi32_mask(words, words);
        const __m512i indices = _mm512_add_epi32(lanes, _mm512_set1_epi32((int)i));
        _mm512_storeu_si512(word + found, _mm512_maskz_compress_epi32(set, words));
        _mm512_storeu_si512(index + found, _mm512_maskz_compress_epi32(set, indices));
        found += (size_t)_mm_popcnt_u32(set);
    }
    return found;
}
