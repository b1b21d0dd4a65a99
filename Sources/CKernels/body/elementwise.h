// Functions of one value. The error bounds are in units in the last place of the exact result
// and hold for every float; they were measured over all 2^32 of them.

#ifndef CK_OWN_SCALE
/// y · 2^n, rounded once, for n, which is given in both forms, within -170...128, and y near enough
/// to 1 that y · 2^(n/2) is a normal number, or n = 0.
CK_INLINE ck_f32v ck_scale(ck_f32v y, ck_f32v n, ck_i32v exponent) {
    (void)n;
    // In two steps, as 2^n alone need not be a float. Only the last one can round.
    ck_i32v half = exponent >> 1;
    ck_f32v scale1 = ck_from_bits(((ck_u32v)half + 127u) << 23);
    ck_f32v scale2 = ck_from_bits(((ck_u32v)exponent - (ck_u32v)half + 127u) << 23);
    return y * scale1 * scale2;
}
#endif

/// exp(x) before it is scaled: `y · 2^n` with y near 1.
typedef struct ck_exp_parts {
    ck_f32v y, n;
    ck_i32v exponent; ///< n once more
} ck_exp_parts;

/// exp(r) - 1 and n, where x = n · ln 2 + r with |r| <= ln 2 / 2, for |x| <= 128. What `y` is here
/// lacks 1. `tail` is added to x: it is what rounding took away from x.
///
/// Adding 1.5 · 2^23 rounds to an integer and leaves it in the low bits. n · ln2_high is subtracted
/// without error, as |r| needs few enough bits.
CK_INLINE ck_exp_parts ck_expm1_parts(ck_f32v x, ck_f32v tail, ck_f32v *high) {
    const ck_f32v shifter = ck_splat(0x1.8p23f);
    ck_f32v shifted = ck_fma(x, ck_splat(0x1.715476p+0f), shifter);
    ck_f32v n = shifted - shifter;
    ck_f32v r_high = ck_fma(n, ck_splat(-0x1.62e430p-1f), x);
    ck_f32v r_low = ck_fma(n, ck_splat(0x1.05c610p-29f), tail);
    ck_f32v r = r_high + r_low;

    // exp(r) = 1 + r + r² · q(r); minimax fit of q, relative error 2^-28.2.
    ck_f32v q = ck_splat(0x1.6a5250p-10f);
    q = ck_fma(q, r, ck_splat(0x1.12396ep-7f));
    q = ck_fma(q, r, ck_splat(0x1.5558aap-5f));
    q = ck_fma(q, r, ck_splat(0x1.555492p-3f));
    q = ck_fma(q, r, ck_splat(0x1.fffffcp-2f));
    *high = r_high;
    return (ck_exp_parts){ck_fma(r * r, q, r_low), n,
                          (ck_i32v)(ck_bits(shifted) - ck_bits(shifter))};
}

/// exp(x + tail) for |x| <= 128 and a tail below the last place of x.
CK_INLINE ck_exp_parts ck_exp_of(ck_f32v x, ck_f32v tail) {
    ck_f32v r_high;
    ck_exp_parts parts = ck_expm1_parts(x, tail, &r_high);
    // The small terms come first: the rounding of r alone would cost a quarter ULP.
    parts.y = parts.y + r_high + 1.0f;
    return parts;
}

/// exp(x), within 0.88 ULP.
///
/// exp(+inf) and anything above 88.72284 is +inf. Results underflow gradually through the
/// subnormals and reach 0 below -103.97208; exp(-inf) is 0. NaN gives NaN.
CK_INLINE ck_f32v ck_exp(ck_f32v x) {
    // Beyond these the result is inf or 0 anyway; n stays within -150...128.
    ck_f32v bounded = ck_select(x > 89.0f, ck_splat(89.0f), x);
    bounded = ck_select(bounded < -104.0f, ck_splat(-104.0f), bounded);
    ck_exp_parts e = ck_exp_of(bounded, ck_splat(0.0f));
    return ck_select(x != x, ck_nan(), ck_scale(e.y, e.n, e.exponent));
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

/// x where x >= 0, else slope · x, rounded once. Infinities stay unless the slope is 0 (NaN then);
/// ±0 stays; NaN gives NaN.
CK_INLINE ck_f32v ck_leaky_relu(ck_f32v x, float slope) {
    ck_f32v y = ck_select(x < 0.0f, x * slope, x);
    return ck_select(y != y, ck_nan(), y);
}

/// min(max(x, 0), maximum). -0 gives +0; NaN stays.
CK_INLINE ck_f32v ck_clipped_relu(ck_f32v x, float maximum) {
    ck_f32v y = ck_relu(x);
    return ck_select(y > maximum, ck_splat(maximum), y);
}

/// x where x >= 0, else alpha · (exp(x) - 1), which is within 0.91 ULP before it is multiplied by
/// alpha, and so with alpha = 1. ±0 stays, -inf gives -alpha; NaN gives NaN.
CK_INLINE ck_f32v ck_elu(ck_f32v x, float alpha) {
    // Below -18 exp(x) - 1 is -1.
    ck_f32v bounded =
        ck_select(x < -18.0f, ck_splat(-18.0f), ck_select(x < 0.0f, x, ck_splat(0.0f)));
    ck_f32v r_high;
    ck_exp_parts e = ck_expm1_parts(bounded, ck_splat(0.0f), &r_high);
    // 2^n · (exp(r) - 1) + (2^n - 1): near 0, where n is 0, nothing cancels.
    ck_f32v power = ck_from_bits((ck_u32v)(e.exponent + 127) << 23);
    ck_f32v y = ck_fma(e.y + r_high, power, power - 1.0f) * alpha;
    y = ck_select(x >= 0.0f, x, y);
    return ck_select((x != x) | (y != y), ck_nan(), y);
}

/// h(a) = Φ(-a) · exp(a²/2) for a within 0...14.5, Φ the distribution function of the normal
/// distribution.
CK_INLINE ck_f32v ck_normal_ratio(ck_f32v a) {
    // p / q; minimax fit, relative error 2^-26.3. No term is negative, so nothing cancels.
    ck_f32v p = ck_splat(0x1.0e4264p-8f);
    p = ck_fma(p, a, ck_splat(0x1.4d4818p-5f));
    p = ck_fma(p, a, ck_splat(0x1.77928ap-3f));
    p = ck_fma(p, a, ck_splat(0x1.c10554p-2f));
    p = ck_fma(p, a, ck_splat(0.5f));
    ck_f32v q = ck_splat(0x1.52b74ap-7f);
    q = ck_fma(q, a, ck_splat(0x1.a1bb92p-4f));
    q = ck_fma(q, a, ck_splat(0x1.e1249cp-2f));
    q = ck_fma(q, a, ck_splat(0x1.340000p+0f));
    q = ck_fma(q, a, ck_splat(0x1.acc4dap+0f));
    q = ck_fma(q, a, ck_splat(1.0f));
    return p / q;
}

/// x · Φ(x), Φ the distribution function of the normal distribution: GELU (Hendrycks and Gimpel
/// 2016), within 6.1 ULP. ±0 stays, -inf gives -0, +inf stays; NaN gives NaN.
CK_INLINE ck_f32v ck_gelu(ck_f32v x) {
    // a · Φ(-a) = a · h(a) · exp(-a²/2), where h(a) = Φ(-a) · exp(a²/2) falls slowly from 1/2. So
    // small results keep their digits. Beyond 14.5 the result is 0.
    ck_f32v a = ck_from_bits(ck_bits(x) & 0x7fffffffu);
    a = ck_select(a > 14.5f, ck_splat(14.5f), a);
    ck_f32v square = a * a, square_low = ck_fma(a, a, -square);
    ck_exp_parts e = ck_exp_of(square * -0.5f, square_low * -0.5f);

    ck_f32v tail = ck_scale(a * e.y * ck_normal_ratio(a), e.n, e.exponent);
    // x · Φ(x) = x - x · Φ(-x)
    ck_f32v y = ck_select((ck_i32v)ck_bits(x) < 0, -tail, x - tail);
    return ck_select(x != x, ck_nan(), y);
}

/// x / (1 + exp(-(v + tail))) for x and v of one sign: x times the sigmoid of v. Large negative v
/// give -0.
CK_INLINE ck_f32v ck_times_sigmoid(ck_f32v x, ck_f32v v, ck_f32v tail) {
    // As for the sigmoid, the exponential is that of -|v|. It is multiplied by x before it is
    // scaled, so that results keep their digits where the exponential alone is subnormal.
    ck_i32v negative = (ck_i32v)ck_bits(v) < 0;
    ck_exp_parts e = ck_exp_of(ck_select(negative, v, -v), ck_select(negative, tail, -tail));
    ck_f32v small = ck_scale(x * e.y, e.n, e.exponent);
    return ck_select(negative, small, x) / (ck_scale(e.y, e.n, e.exponent) + 1.0f);
}

/// x / 2 · (1 + tanh(√(2/π) · (x + 0.044715 x³))), the approximation of GELU by tanh, within
/// 3.3 ULP. ±0 stays, -inf gives -0, +inf stays; NaN gives NaN.
CK_INLINE ck_f32v ck_gelu_tanh(ck_f32v x) {
    // That is x times the sigmoid of v = x · (c1 + c3 · x²), with twice the constants. v is a sum
    // of two floats: an error in its last place would be a hundred in that of the exponential.
    const ck_f32v c1 = ck_splat(0x1.988454p+0f), c3 = ck_splat(0x1.2444f2p-4f);
    const ck_f32v c1_low = ck_splat(-0x1.857936p-25f), c3_low = ck_splat(0x1.49b16ap-29f);
    // Beyond ±11 the result is x or -0.
    ck_f32v bounded = ck_select(x < -11.0f, ck_splat(-11.0f), x);
    ck_f32v inner = ck_select(x > 11.0f, ck_splat(11.0f), bounded);
    ck_f32v square = inner * inner, square_low = ck_fma(inner, inner, -square);
    ck_f32v product = square * c3, sum = c1 + product;
    ck_f32v low = ck_fma(square, c3, -product) + (square * c3_low + square_low * c3) + c1_low;
    // What the sum lost of its two parts, whichever is larger.
    ck_f32v part = sum - c1;
    low = low + ((c1 - (sum - part)) + (product - part));
    ck_f32v v = inner * sum;
    ck_f32v tail = ck_fma(inner, low, ck_fma(inner, sum, -v));
    return ck_select(x != x, ck_nan(), ck_times_sigmoid(bounded, v, tail));
}

/// x / (1 + exp(-x)), within 3.3 ULP: SiLU, or swish. ±0 stays, -inf gives -0, +inf stays; NaN
/// gives NaN.
CK_INLINE ck_f32v ck_silu(ck_f32v x) {
    // Beyond these the result is -0 or x.
    ck_f32v bounded = ck_select(x < -110.0f, ck_splat(-110.0f), x);
    ck_f32v inner = ck_select(x > 110.0f, ck_splat(110.0f), bounded);
    return ck_select(x != x, ck_nan(), ck_times_sigmoid(bounded, inner, ck_splat(0.0f)));
}

/// min(max(slope · x + offset, 0), 1), where the product and the sum are rounded once. -0 gives +0;
/// NaN gives NaN, as does an infinity with a slope of 0.
CK_INLINE ck_f32v ck_hard_sigmoid(ck_f32v x, float slope, float offset) {
    ck_f32v y = ck_relu(ck_fma(x, ck_splat(slope), ck_splat(offset)));
    y = ck_select(y > 1.0f, ck_splat(1.0f), y);
    return ck_select(y != y, ck_nan(), y);
}

/// x · min(max(x / 6 + 1/2, 0), 1), rounded twice, with 1/6 as a float. Where the second factor is
/// 0, below -3, the result is +0, at -inf too; ±0 and +inf stay; NaN gives NaN.
CK_INLINE ck_f32v ck_hard_swish(ck_f32v x) {
    ck_f32v gate = ck_hard_sigmoid(x, 1.0f / 6.0f, 0.5f);
    ck_f32v y = ck_select(gate == 0.0f, ck_splat(0.0f), x * gate);
    return ck_select(x != x, ck_nan(), y);
}

/// log(1 + f) + n · ln 2 for |f| < 0.4143 and whole n of small magnitude.
CK_INLINE ck_f32v ck_log_sum(ck_f32v f, ck_f32v n) {
    // log(1 + f) = f - f²/2 + f³ · q(f); minimax fit of q, relative error 2^-30.2.
    ck_f32v q = ck_splat(0x1.147334p-4f);
    q = ck_fma(q, f, ck_splat(-0x1.de01d8p-4f));
    q = ck_fma(q, f, ck_splat(0x1.e6c00ap-4f));
    q = ck_fma(q, f, ck_splat(-0x1.fc28cap-4f));
    q = ck_fma(q, f, ck_splat(0x1.233ba2p-3f));
    q = ck_fma(q, f, ck_splat(-0x1.555c44p-3f));
    q = ck_fma(q, f, ck_splat(0x1.99a476p-3f));
    q = ck_fma(q, f, ck_splat(-0x1.000006p-2f));
    q = ck_fma(q, f, ck_splat(0x1.555548p-2f));
    ck_f32v square = f * f;
    // The small terms come first. n · 0x1.63p-1 has no error.
    ck_f32v low = ck_fma(square * f, q, n * -0x1.bd0106p-13f);
    low = ck_fma(square, ck_splat(-0.5f), low);
    ck_f32v high = n * 0x1.63p-1f;
    ck_f32v sum = high + f;
    return sum + (low + (f - (sum - high)));
}

/// The natural logarithm of x, within 0.81 ULP. log(±0) is -inf, +inf stays; numbers below 0 and
/// NaN give NaN.
CK_INLINE ck_f32v ck_log(ck_f32v x) {
    // Subnormal numbers are scaled to normal ones.
    ck_i32v is_small = x < 0x1p-126f;
    ck_f32v scaled = ck_select(is_small, x * 0x1p23f, x);
    // x = 2^n · (1 + f), 1 + f between √½ and √2.
    ck_u32v offset = ck_bits(scaled) - 0x3f3504f3u;
    ck_i32v exponent = (ck_i32v)offset >> 23;
    ck_f32v f = ck_from_bits((offset & 0x007fffffu) + 0x3f3504f3u) - 1.0f;
    exponent -= is_small & 23;
    ck_f32v y = ck_log_sum(f, __builtin_convertvector(exponent, ck_f32v));
    y = ck_select(x == 0.0f, ck_splat(-__builtin_inff()), y);
    y = ck_select(x == __builtin_inff(), x, y);
    return ck_select((x != x) | (x < 0.0f), ck_nan(), y);
}

/// log(1 + exp(x)), within 1.65 ULP. -inf gives 0, +inf stays; NaN gives NaN.
CK_INLINE ck_f32v ck_softplus(ck_f32v x) {
    // max(x, 0) + log(1 + t), where t = exp(-|x|) is at most 1.
    ck_f32v t = ck_exp(ck_from_bits(ck_bits(x) | 0x80000000u));
    ck_i32v is_large = t > 0.41421354f;
    ck_f32v f = ck_select(is_large, (t - 1.0f) * 0.5f, t);
    ck_f32v n = ck_select(is_large, ck_splat(1.0f), ck_splat(0.0f));
    return ck_select(x != x, ck_nan(), ck_relu(x) + ck_log_sum(f, n));
}

/// x · tanh(log(1 + exp(x))), within 4.66 ULP. Source: Misra 2019, "Mish: A Self Regularized
/// Non-Monotonic Activation Function". ±0 stays, -inf gives -0, +inf stays; NaN gives NaN.
CK_INLINE ck_f32v ck_mish(ck_f32v x) {
    // tanh(log(1 + e)) = n / (n + 2) with n = e · (e + 2); beyond 20 that is 1, and below -20 it
    // is e, which is multiplied by x before it is scaled, so that small results keep their digits.
    ck_f32v bounded = ck_select(x < -110.0f, ck_splat(-110.0f), x);
    ck_exp_parts parts =
        ck_exp_of(ck_select(bounded > 20.0f, ck_splat(20.0f), bounded), ck_splat(0.0f));
    ck_f32v e = ck_scale(parts.y, parts.n, parts.exponent);
    ck_f32v n = e * (e + 2.0f);
    ck_f32v y = ck_select(x > 20.0f, x, x * (n / (n + 2.0f)));
    ck_f32v tail = ck_scale(bounded * parts.y, parts.n, parts.exponent);
    return ck_select(x != x, ck_nan(), ck_select(x < -20.0f, tail, y));
}

/// x / (1 + |x|), within 1.5 ULP. ±0 stays, ±inf gives ±1; NaN gives NaN.
CK_INLINE ck_f32v ck_softsign(ck_f32v x) {
    ck_u32v sign = ck_bits(x) & 0x80000000u;
    ck_f32v a = ck_from_bits(ck_bits(x) & 0x7fffffffu);
    ck_f32v y = ck_select(a == __builtin_inff(), ck_splat(1.0f), a / (a + 1.0f));
    return ck_select(x != x, ck_nan(), ck_from_bits(ck_bits(y) | sign));
}

/// |x|. NaN gives NaN.
CK_INLINE ck_f32v ck_abs(ck_f32v x) {
    return ck_select(x != x, ck_nan(), ck_from_bits(ck_bits(x) & 0x7fffffffu));
}

/// The error function, 2/√π times the integral of exp(-t²) from 0 to x, within 1.26 ULP. ±0 stays,
/// ±inf gives ±1; NaN gives NaN.
CK_INLINE ck_f32v ck_erf(ck_f32v x) {
    ck_u32v sign = ck_bits(x) & 0x80000000u;
    ck_f32v a = ck_from_bits(ck_bits(x) & 0x7fffffffu);
    // Beyond 4 the result is 1.
    a = ck_select(a > 4.0f, ck_splat(4.0f), a);

    // Near 0: a + a · q(a²); minimax fit, relative error 2^-29.3.
    ck_f32v u = a * a;
    ck_f32v q = ck_splat(0x1.4771fcp-14f);
    q = ck_fma(q, u, ck_splat(-0x1.a3515ep-11f));
    q = ck_fma(q, u, ck_splat(0x1.53f224p-8f));
    q = ck_fma(q, u, ck_splat(-0x1.b7f71ap-6f));
    q = ck_fma(q, u, ck_splat(0x1.ce2ce6p-4f));
    q = ck_fma(q, u, ck_splat(-0x1.81273ep-2f));
    q = ck_fma(q, u, ck_splat(0x1.06eba8p-3f));
    ck_f32v small = ck_fma(a, q, a);

    // From 1 on: 1 - 2 · Φ(-√2 · a).
    ck_f32v large = 1.0f - 2.0f * ck_normal_ratio(a * 0x1.6a09e6p+0f) * ck_exp(-u);
    ck_f32v y = ck_from_bits(ck_bits(ck_select(a < 1.0f, small, large)) | sign);
    return ck_select(x != x, ck_nan(), y);
}

/// exp(x) as an activation, see `ck_exp`.
CK_INLINE ck_f32v ck_exponential(ck_f32v x) {
    return ck_exp(x);
}

/// 1 / x, rounded once. ±0 gives ±inf, ±inf gives ±0; NaN gives NaN.
CK_INLINE ck_f32v ck_reciprocal(ck_f32v x) {
    return ck_select(x != x, ck_nan(), 1.0f / x);
}

/// The square root of x, rounded once. ±0 and +inf stay; numbers below 0 and NaN give NaN.
CK_INLINE ck_f32v ck_sqrt(ck_f32v x) {
    ck_f32v y = __builtin_elementwise_sqrt(x);
    return ck_select(y != y, ck_nan(), y);
}

/// exp in place. The last values go through a vector of their own, so that nothing beyond them is
/// touched and they get the same operations.
static void ck_f32_exp(size_t count, float *x) {
    size_t i = 0;
    for (; i + CK_LANES <= count; i += CK_LANES)
        ck_store(x + i, ck_exp(ck_load(x + i)));
    if (i < count) {
        float last[CK_LANES] = {0};
        __builtin_memcpy(last, x + i, (count - i) * sizeof(float));
        ck_store(last, ck_exp(ck_load(last)));
        __builtin_memcpy(x + i, last, (count - i) * sizeof(float));
    }
}
