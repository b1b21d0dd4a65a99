#include "constants.h"

#if defined(__x86_64__)
#include "CProcessor.h"
#include <immintrin.h>

bool csha256_is_accelerated(void) {
    return cprocessor_has(CPROCESSOR_SHA);
}

#pragma clang attribute push(__attribute__((target("sha,sse4.1,ssse3"))), apply_to = function)

/* The instructions want the state as two vectors, named after the letters of FIPS 180-4 from the
 * highest lane to the lowest: (A B E F) and (C D G H). */
void csha256_compress_accelerated(uint32_t state[8], const uint8_t *blocks, size_t count) {
    const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    __m128i dcba = _mm_loadu_si128((const __m128i *)&state[0]);
    __m128i hgfe = _mm_loadu_si128((const __m128i *)&state[4]);
    __m128i cdab = _mm_shuffle_epi32(dcba, 0xb1);
    __m128i efgh = _mm_shuffle_epi32(hgfe, 0x1b);
    __m128i abef = _mm_alignr_epi8(cdab, efgh, 8);
    __m128i cdgh = _mm_blend_epi16(efgh, cdab, 0xf0);

    for (; count > 0; count--, blocks += 64) {
        const __m128i abef_before = abef, cdgh_before = cdgh;
        __m128i w[4]; /* The last 16 words of the message schedule, a ring of four groups. */
        for (int i = 0; i < 4; i++) {
            __m128i bytes = _mm_loadu_si128((const __m128i *)(blocks + 16 * i));
            w[i] = _mm_shuffle_epi8(bytes, big_endian);
        }
#pragma clang loop unroll(full)
        for (int group = 0; group < 16; group++) {
            const __m128i *k = (const __m128i *)&csha256_round_constants[4 * group];
            __m128i wk = _mm_add_epi32(w[group % 4], _mm_loadu_si128(k));
            cdgh = _mm_sha256rnds2_epu32(cdgh, abef, wk);
            abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(wk, 0x0e));
            if (group < 12) {
                __m128i w1 = w[(group + 1) % 4], w2 = w[(group + 2) % 4], w3 = w[(group + 3) % 4];
                __m128i next = _mm_sha256msg1_epu32(w[group % 4], w1);
                next = _mm_add_epi32(next, _mm_alignr_epi8(w3, w2, 4));
                w[group % 4] = _mm_sha256msg2_epu32(next, w3);
            }
        }
        abef = _mm_add_epi32(abef, abef_before);
        cdgh = _mm_add_epi32(cdgh, cdgh_before);
    }

    __m128i feba = _mm_shuffle_epi32(abef, 0x1b);
    __m128i dchg = _mm_shuffle_epi32(cdgh, 0xb1);
    _mm_storeu_si128((__m128i *)&state[0], _mm_blend_epi16(feba, dchg, 0xf0));
    _mm_storeu_si128((__m128i *)&state[4], _mm_alignr_epi8(dchg, feba, 8));
}

#pragma clang attribute pop

#else

bool csha256_is_accelerated(void) {
    return false;
}

void csha256_compress_accelerated(uint32_t state[8], const uint8_t *blocks, size_t count) {
    csha256_compress_portable(state, blocks, count);
}

#endif
