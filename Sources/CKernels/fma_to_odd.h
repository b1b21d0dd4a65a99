/// Fused multiply-add of a float by way of doubles, where there is no instruction for it.
#ifndef CK_FMA_TO_ODD_H
#define CK_FMA_TO_ODD_H

#include <stdint.h>

/// x · y + z, rounded once.
///
/// A double holds the product exactly. The sum is rounded to odd: the last bit is set where bits
/// were lost. Rounding that to float is rounding the exact sum: a double has more than two bits
/// beyond those of any float (S. Boldo and G. Melquiond, "Emulation of a FMA and Correctly-Rounded
/// Sums: Proved Algorithms Using Rounding to Odd", IEEE Transactions on Computers 57, 2008).
static inline float ck_fma_to_odd(float x, float y, float z) {
    const double product = (double)x * (double)y;
    const double sum = product + z;
    // What rounding took away, exactly (Knuth's two-sum); NaN beside infinities.
    const double part = sum - product;
    const double error = (product - (sum - part)) + (z - part);
    int64_t bits;
    __builtin_memcpy(&bits, &sum, sizeof bits);
    if ((error > 0 || error < 0) && (bits & 1) == 0)
        bits += (error > 0) == (sum > 0) ? 1 : -1;
    double odd;
    __builtin_memcpy(&odd, &bits, sizeof odd);
    return (float)odd;
}

#endif
