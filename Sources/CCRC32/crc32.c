#include "CCRC32.h"

#if defined(__x86_64__)
#include "CProcessor.h"
#include <immintrin.h>

bool ccrc32_is_accelerated(void) {
    return cprocessor_has(CPROCESSOR_CLMUL);
}

#pragma clang attribute push(__attribute__((target("pclmul,sse4.1"))), apply_to = function)

/* A message is a polynomial over GF(2), and its CRC the remainder after division by P. Multiplying
 * the first 128 bits by x^n mod P moves them n bits on without changing the remainder, so that they
 * may be added to bits that come later (Gopal et al., Fast CRC Computation for Generic Polynomials
 * Using PCLMULQDQ Instruction, Intel 2009, which gives the constants for the reflected order of
 * bits). Each constant here is a pair: for the lower and for the upper half of a vector. */
static __m128i folded(__m128i x, __m128i factors) {
    return _mm_xor_si128(_mm_clmulepi64_si128(x, factors, 0x00),
                         _mm_clmulepi64_si128(x, factors, 0x11));
}

static __m128i load(const uint8_t *bytes) {
    return _mm_loadu_si128((const __m128i *)bytes);
}

uint32_t ccrc32_update_accelerated(uint32_t crc, const uint8_t *bytes, size_t count) {
    const __m128i by_512_bits = _mm_set_epi64x(0x1c6e41596, 0x154442bd4);
    const __m128i by_128_bits = _mm_set_epi64x(0x0ccaa009e, 0x1751997d0);
    const __m128i by_32_bits = _mm_set_epi64x(0, 0x163cd6124);
    const __m128i quotient_and_p = _mm_set_epi64x(0x1f7011641, 0x1db710641);
    const __m128i low_32_bits = _mm_set_epi32(0, 0, 0, -1);

    /* Four vectors side by side, since a multiplication takes several cycles. */
    const uint8_t *end = bytes + count;
    __m128i x[4];
    for (int i = 0; i < 4; i++)
        x[i] = load(bytes + 16 * i);
    x[0] = _mm_xor_si128(x[0], _mm_cvtsi32_si128((int)~crc));
    for (bytes += 64; end - bytes >= 64; bytes += 64)
        for (int i = 0; i < 4; i++)
            x[i] = _mm_xor_si128(folded(x[i], by_512_bits), load(bytes + 16 * i));
    for (int i = 1; i < 4; i++)
        x[i] = _mm_xor_si128(folded(x[i - 1], by_128_bits), x[i]);
    __m128i rest = x[3];
    for (; bytes < end; bytes += 16)
        rest = _mm_xor_si128(folded(rest, by_128_bits), load(bytes));

    /* 128 bits to 96, then to 64. */
    rest = _mm_xor_si128(_mm_srli_si128(rest, 8), _mm_clmulepi64_si128(rest, by_128_bits, 0x10));
    rest = _mm_xor_si128(_mm_srli_si128(rest, 4),
                         _mm_clmulepi64_si128(_mm_and_si128(rest, low_32_bits), by_32_bits, 0x00));
    /* To 32 by Barrett's division: multiply by the rounded inverse of P, then by P. */
    __m128i product = _mm_clmulepi64_si128(_mm_and_si128(rest, low_32_bits), quotient_and_p, 0x10);
    product = _mm_clmulepi64_si128(_mm_and_si128(product, low_32_bits), quotient_and_p, 0x00);
    return ~(uint32_t)_mm_extract_epi32(_mm_xor_si128(rest, product), 1);
}

#pragma clang attribute pop

#else

bool ccrc32_is_accelerated(void) {
    return false;
}

uint32_t ccrc32_update_accelerated(uint32_t crc, const uint8_t *bytes, size_t count) {
    (void)bytes;
    (void)count;
    return crc;
}

#endif
