// Compares the fused multiply-add by way of doubles, which WebAssembly needs, with the C library's
// fmaf, bit for bit: special values with one another, and random floats, half of them near a
// cancellation. Build: clang -O2 -I Sources/CKernels -I Sources/CKernels/include; status 1 if any
// differ.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CK_LANES 4
#define CK_FMA_BY_DOUBLES
#include "body/vector.h"

static size_t differences, compared;

static uint32_t bits(float value) {
    uint32_t pattern;
    memcpy(&pattern, &value, sizeof pattern);
    return pattern;
}

static float from_bits(uint32_t pattern) {
    float value;
    memcpy(&value, &pattern, sizeof value);
    return value;
}

static void compare(const float *x, const float *y, const float *z) {
    const ck_f32v found = ck_fma(ck_load(x), ck_load(y), ck_load(z));
    for (int i = 0; i < 4; i++, compared++) {
        const float expected = fmaf(x[i], y[i], z[i]), alone = ck_fma_to_odd(x[i], y[i], z[i]);
        const int is_nan = expected != expected;
        if (is_nan ? found[i] == found[i] || alone == alone
                   : bits(found[i]) != bits(expected) || bits(alone) != bits(expected))
            if (differences++ < 10)
                printf("fma(%a, %a, %a): expected %a, found %a and %a\n", x[i], y[i], z[i],
                       expected, found[i], alone);
    }
}

static uint64_t state = 88172645463325252u;

static uint32_t any(void) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 16);
}

int main(int count, char **arguments) {
    const uint32_t special[] = {0,          1,          2,          0x007fffff, 0x00800000,
                                0x00800001, 0x33800000, 0x34000000, 0x3f000000, 0x3f7fffff,
                                0x3f800000, 0x3f800001, 0x3fc00000, 0x40000000, 0x4b800000,
                                0x7f7fffff, 0x7f800000, 0x7fc00000};
    const size_t specials = sizeof special / sizeof *special;
    for (size_t a = 0; a < 2 * specials; a++)
        for (size_t b = 0; b < 2 * specials; b++)
            for (size_t c = 0; c < 2 * specials; c += 4) {
                float x[4], y[4], z[4];
                for (size_t i = 0; i < 4; i++) {
                    const size_t d = (c + i) % (2 * specials);
                    x[i] = from_bits(special[a / 2] | (uint32_t)(a & 1) << 31);
                    y[i] = from_bits(special[b / 2] | (uint32_t)(b & 1) << 31);
                    z[i] = from_bits(special[d / 2] | (uint32_t)(d & 1) << 31);
                }
                compare(x, y, z);
            }
    const size_t rounds = count > 1 ? strtoul(arguments[1], NULL, 10) : 20000000;
    for (size_t round = 0; round < rounds; round++) {
        float x[4], y[4], z[4];
        for (int i = 0; i < 4; i++) {
            x[i] = from_bits(any()), y[i] = from_bits(any()), z[i] = from_bits(any());
            // The sum is near a float, or near the middle between two.
            if (round & 1)
                z[i] = from_bits(bits(-x[i] * y[i]) + any() % 5 - 2);
            else if (round & 2)
                z[i] = -x[i] * y[i] * from_bits(0x4b000000 + (any() % 9 << 23));
        }
        compare(x, y, z);
    }
    printf("%zu sums compared, %zu differ\n", compared, differences);
    return differences > 0;
}
