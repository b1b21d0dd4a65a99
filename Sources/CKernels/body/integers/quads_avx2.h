// The list of `rows.h` with AVX2: eight quads at a time, without a branch.

/// For each set of eight lanes, those in it, moved to the front: three bits each.
CK_INLINE __m256i ck_lanes_of(uint32_t set) {
    // PDEP is slow on some processors; this is a look-up in two tables of four lanes.
    static const uint8_t lanes[16][4] = {
        {0, 0, 0, 0}, {0, 0, 0, 0}, {1, 0, 0, 0}, {0, 1, 0, 0}, {2, 0, 0, 0}, {0, 2, 0, 0},
        {1, 2, 0, 0}, {0, 1, 2, 0}, {3, 0, 0, 0}, {0, 3, 0, 0}, {1, 3, 0, 0}, {0, 1, 3, 0},
        {2, 3, 0, 0}, {0, 2, 3, 0}, {1, 2, 3, 0}, {0, 1, 2, 3},
    };
    uint32_t low, high;
    __builtin_memcpy(&low, lanes[set & 15], sizeof low);
    __builtin_memcpy(&high, lanes[set >> 4], sizeof high);
    const uint32_t found = (uint32_t)__builtin_popcount(set & 15);
    const uint64_t both = (uint64_t)low | (uint64_t)(high + 0x04040404u) << (8 * found);
    return _mm256_cvtepu8_epi32(_mm_cvtsi64_si128((long long)both));
}

CK_INLINE size_t ck_list_quads(size_t count, const uint8_t *x, uint32_t *index, uint32_t *word) {
    size_t found = 0, i = 0;
    for (; i + 8 <= count; i += 8) {
        const __m256i words = _mm256_loadu_si256((const __m256i *)(x + i * 4));
        const __m256i zero = _mm256_cmpeq_epi32(words, _mm256_setzero_si256());
        const uint32_t set = ~(uint32_t)_mm256_movemask_ps((__m256)zero) & 255;
        const __m256i lanes = ck_lanes_of(set);
        _mm256_storeu_si256((__m256i *)(word + found), _mm256_permutevar8x32_epi32(words, lanes));
        _mm256_storeu_si256((__m256i *)(index + found),
                            _mm256_add_epi32(lanes, _mm256_set1_epi32((int)i)));
        found += (size_t)__builtin_popcount(set);
    }
    for (; i < count; i++) {
        uint32_t one;
        __builtin_memcpy(&one, x + i * 4, sizeof one);
        index[found] = (uint32_t)i;
        word[found] = one;
        found += one != 0;
    }
    return found;
}
