// Functions of one value. The error bounds are in units in the last place of the exact result
// and hold for every float; they were measured over all 2^32 of them.

#ifndef CK_OWN_SCALE
/// y · 2^n, rounded once, for y near 1 and n, which is given in both forms, within -150...128.
CK_INLINE ck_f32v ck_scale(ck_f32v y, ck_f32v n, ck_i32v exponent) {
    (void)n;
    // In two steps, as 2^n alone need not be a float. Only the last one can round.
    ck_i32v half = exponent >> 1;
    ck_f32v scale1 = ck_from_bits(((ck_u32v)half + 127u) << 23);
    ck_f32v scale2 = ck_from_bits(((ck_u32v)exponent - (ck_u32v)half + 127u) << 23);
    return y * scale1 * scale2;
}
#endif

/// exp(x), within 0.88 ULP.
///
/// exp(+inf) and anything above 88.72284 is +inf. Results underflow gradually through the
/// subnormals and reach 0 below -103.97208; exp(-inf) is 0. NaN gives NaN.
CK_INLINE ck_f32v ck_exp(ck_f32v x) {
    // Beyond these the result is inf or 0 anyway; n stays within -150...128.
    ck_f32v bounded = ck_select(x > 89.0f, ck_splat(89.0f), x);
    bounded = ck_select(bounded < -104.0f, ck_splat(-104.0f), bounded);

    // x = n · ln 2 + r with |r| <= ln 2 / 2. Adding 1.5 · 2^23 rounds to an integer and leaves it
    // in the low bits. n · ln2_high is subtracted without error, as |r| needs few enough bits.
    const ck_f32v shifter = ck_splat(0x1.8p23f);
    ck_f32v shifted = ck_fma(bounded, ck_splat(0x1.715476p+0f), shifter);
    ck_f32v n = shifted - shifter;
    ck_f32v r_high = ck_fma(n, ck_splat(-0x1.62e430p-1f), bounded);
    ck_f32v r_low = n * 0x1.05c610p-29f;
    ck_f32v r = r_high + r_low;

    // exp(r) = 1 + r + r² · q(r); minimax fit of q, relative error 2^-28.2.
    ck_f32v q = ck_splat(0x1.6a5250p-10f);
    q = ck_fma(q, r, ck_splat(0x1.12396ep-7f));
    q = ck_fma(q, r, ck_splat(0x1.5558aap-5f));
    q = ck_fma(q, r, ck_splat(0x1.555492p-3f));
    q = ck_fma(q, r, ck_splat(0x1.fffffcp-2f));
    // The small terms come first: the rounding of r alone would cost a quarter ULP.
    ck_f32v y = ck_fma(r * r, q, r_low) + r_high + 1.0f;

    y = ck_scale(y, n, (ck_i32v)(ck_bits(shifted) - ck_bits(shifter)));
    return ck_select(x != x, ck_nan(), y);
}

/// 1 / (1 + exp(-x)), within 2.41 ULP. Large |x| give 0 and 1; NaN gives NaN.
CK_INLINE ck_f32v ck_sigmoid(ck_f32v x) {
    // The exponential of -|x| cannot overflow, and the small results keep their digits.
    ck_f32v e = ck_exp(ck_from_bits(ck_bits(x) | 0x80000000u));
    ck_f32v numerator = ck_select(x >= 0.0f, ck_splat(1.0f), e);
    return numerator / (e + 1.0f);
}

/// tanh(x), within 1.43 ULP. tanh(±0) is ±0, tanh(±inf) is ±1; NaN gives NaN.
CK_INLINE ck_f32v ck_tanh(ck_f32v x) {
    ck_u32v sign = ck_bits(x) & 0x80000000u;
    ck_f32v a = ck_from_bits(ck_bits(x) & 0x7fffffffu);

    // Near 0 the quotient would cancel: a + a³ · q(a²) there; minimax fit, relative error 2^-29.7.
    ck_f32v u = a * a;
    ck_f32v q = ck_splat(-0x1.9921a2p-8f);
    q = ck_fma(q, u, ck_splat(0x1.58e518p-6f));
    q = ck_fma(q, u, ck_splat(-0x1.b91e7ep-5f));
    q = ck_fma(q, u, ck_splat(0x1.110ceep-3f));
    q = ck_fma(q, u, ck_splat(-0x1.55554ap-2f));
    ck_f32v small = ck_fma(a * u, q, a);

    ck_f32v large = 1.0f - 2.0f / (ck_exp(a + a) + 1.0f);
    ck_f32v y = ck_select(a < 0.55f, small, large);
    y = ck_from_bits(ck_bits(y) | sign);
    return ck_select(x != x, ck_nan(), y);
}

CK_INLINE ck_f32v ck_identity(ck_f32v x) {
    return x;
}

/// max(x, 0). -0 gives +0; NaN stays, so that a broken network is noticed.
CK_INLINE ck_f32v ck_relu(ck_f32v x) {
    return ck_select(x <= 0.0f, ck_splat(0.0f), x);
}

/// 1 where x > 0, else 0; so 0 at 0. NaN stays.
CK_INLINE ck_f32v ck_step(ck_f32v x) {
    ck_f32v y = ck_select(x > 0.0f, ck_splat(1.0f), ck_splat(0.0f));
    return ck_select(x != x, x, y);
}

/// Applies `function` in place. The last values go through a vector of their own, so that
/// nothing beyond them is touched and they get the same operations.
#define CK_ELEMENTWISE(name, function)                                                             \
    static void name(size_t count, float *x) {                                                     \
        size_t i = 0;                                                                              \
        for (; i + CK_LANES <= count; i += CK_LANES)                                               \
            ck_store(x + i, function(ck_load(x + i)));                                             \
        if (i < count) {                                                                           \
            float last[CK_LANES] = {0};                                                            \
            __builtin_memcpy(last, x + i, (count - i) * sizeof(float));                            \
            ck_store(last, function(ck_load(last)));                                               \
            __builtin_memcpy(x + i, last, (count - i) * sizeof(float));                            \
        }                                                                                          \
    }

CK_ELEMENTWISE(ck_f32_exp, ck_exp)
CK_ELEMENTWISE(ck_f32_sigmoid, ck_sigmoid)
CK_ELEMENTWISE(ck_f32_tanh, ck_tanh)
CK_ELEMENTWISE(ck_f32_relu, ck_relu)
CK_ELEMENTWISE(ck_f32_step, ck_step)
