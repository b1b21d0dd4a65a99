// Codes one by one.

/// Writes `count` codes, at most a vector.
CK_INLINE void ck_write_lanes(uint8_t *y, ck_u8v code, size_t count) {
    if (count >= CK_LANES)
        __builtin_memcpy(y, &code, sizeof code);
    else
        __builtin_memcpy(y, &code, count);
}

static void ck_u8_add(size_t count, const uint8_t *a, int32_t a_zero, float a_scale,
                      const uint8_t *b, int32_t b_zero, float b_scale, float offset, float lowest,
                      uint8_t *y) {
    for (size_t i = 0; i < count; i += CK_LANES) {
        const ck_f32v left = ck_to_float(ck_load_codes(a + i) - a_zero);
        const ck_f32v right = ck_to_float(ck_load_codes(b + i) - b_zero);
        const ck_f32v t =
            ck_fma(left, ck_splat(a_scale), ck_fma(right, ck_splat(b_scale), ck_splat(offset)));
        ck_write_lanes(y + i, ck_code(t, lowest), count - i);
    }
}

static void ck_u8_quantize(size_t count, const float *x, float inverse, float zero, uint8_t *y) {
    for (size_t i = 0; i < count; i += CK_LANES) {
        ck_f32v values = ck_splat(0.0f);
        if (count - i >= CK_LANES)
            values = ck_load(x + i);
        else
            __builtin_memcpy(&values, x + i, (count - i) * sizeof *x);
        const ck_f32v t = ck_fma(values, ck_splat(inverse), ck_splat(zero));
        ck_write_lanes(y + i, ck_code(t, 0.0f), count - i);
    }
}
