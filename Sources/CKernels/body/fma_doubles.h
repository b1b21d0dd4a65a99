// Fused multiply-add of vectors of four floats by way of doubles.
#include "../fma_to_odd.h"

typedef double ck_f64x2 __attribute__((ext_vector_type(2)));
typedef int64_t ck_i64x2 __attribute__((ext_vector_type(2)));
typedef float ck_f32x2 __attribute__((ext_vector_type(2)));

static __attribute__((noinline)) ck_f32v ck_fma_lanes(ck_f32v x, ck_f32v y, ck_f32v z) {
    ck_f32v result;
    for (int i = 0; i < 4; i++)
        result[i] = ck_fma_to_odd(x[i], y[i], z[i]);
    return result;
}

/// x · y + z, rounded once.
///
/// Rounding twice, to double and to float, gives the same unless the double lies in the middle
/// between two floats. That is so where its last 29 bits are 1 and zeros, and may be so where the
/// result is below the normal floats.
CK_INLINE ck_f32v ck_fma(ck_f32v x, ck_f32v y, ck_f32v z) {
    const ck_f64x2 low =
        __builtin_convertvector(x.lo, ck_f64x2) * __builtin_convertvector(y.lo, ck_f64x2) +
        __builtin_convertvector(z.lo, ck_f64x2);
    const ck_f64x2 high =
        __builtin_convertvector(x.hi, ck_f64x2) * __builtin_convertvector(y.hi, ck_f64x2) +
        __builtin_convertvector(z.hi, ck_f64x2);
    const ck_i64x2 last = (ck_i64x2)0x1fffffff, middle = (ck_i64x2)0x10000000;
    const ck_f64x2 normal = (ck_f64x2)0x1p-126;
    const ck_i64x2 doubtful =
        (((ck_i64x2)low & last) == middle) | (((ck_i64x2)high & last) == middle) |
        (__builtin_elementwise_abs(low) < normal) | (__builtin_elementwise_abs(high) < normal);
    if (__builtin_expect(__builtin_reduce_or(doubtful) != 0, 0))
        return ck_fma_lanes(x, y, z);
    ck_f32v result;
    result.lo = __builtin_convertvector(low, ck_f32x2);
    result.hi = __builtin_convertvector(high, ck_f32x2);
    return result;
}
