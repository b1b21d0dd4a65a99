// From sums to what a layer gives: the one place where a value is rounded to a code.

#define CK_VECTORS (CK_PANEL / CK_LANES)

typedef uint8_t ck_u8v __attribute__((ext_vector_type(CK_LANES)));
typedef int8_t ck_s8v __attribute__((ext_vector_type(CK_LANES)));

CK_INLINE ck_i32v ck_load_i32(const int32_t *source) {
    ck_i32v v;
    __builtin_memcpy(&v, source, sizeof v);
    return v;
}

/// The integers of codes.
CK_INLINE ck_i32v ck_load_codes(const uint8_t *source) {
    ck_u8v v;
    __builtin_memcpy(&v, source, sizeof v);
    return __builtin_convertvector(v, ck_i32v);
}

CK_INLINE ck_f32v ck_to_float(ck_i32v v) {
    return __builtin_convertvector(v, ck_f32v);
}

/// t clamped to lowest...255 and rounded to the nearest integer, ties to even: that is what adding
/// 2^23 does, after which the last bits are the integer.
CK_INLINE ck_u8v ck_code(ck_f32v t, float lowest) {
    t = ck_select(t > ck_splat(lowest), t, ck_splat(lowest));
    t = ck_select(t < ck_splat(255.0f), t, ck_splat(255.0f));
    return __builtin_convertvector(ck_bits(t + ck_splat(8388608.0f)) & 255, ck_u8v);
}

/// Where the sums of a panel go and how.
typedef struct ck_target {
    const float *scale, *offset; ///< of the panel
    float lowest;
    int gives_floats;
    size_t count; ///< the outputs of the panel, at most CK_PANEL
} ck_target;

/// Writes the sums of a panel to y, which is the panel's first output.
CK_INLINE void ck_write(const ck_target *target, const ck_i32v sums[CK_VECTORS], void *y) {
    float values[CK_PANEL];
    uint8_t codes[CK_PANEL];
    for (size_t v = 0; v < CK_VECTORS; v++) {
        const size_t lane = v * CK_LANES;
        const ck_f32v t = ck_fma(ck_to_float(sums[v]), ck_load(target->scale + lane),
                                 ck_load(target->offset + lane));
        if (target->gives_floats) {
            ck_store(values + lane, t);
        } else {
            const ck_u8v code = ck_code(t, target->lowest);
            __builtin_memcpy(codes + lane, &code, sizeof code);
        }
    }
    const size_t count = target->count;
    if (target->gives_floats)
        __builtin_memcpy(y, values, count * sizeof *values);
    else if (count == CK_PANEL)
        __builtin_memcpy(y, codes, CK_PANEL);
    else
        __builtin_memcpy(y, codes, count);
}

/// The target of panel `panel`, and the place of its first output in a row.
CK_INLINE ck_target ck_target_of(const float *scale, const float *offset, float lowest,
                                 int gives_floats, size_t outputs, size_t panel) {
    const size_t first = panel * CK_PANEL, left = outputs - first;
    return (ck_target){scale + first, offset + first, lowest, gives_floats,
                       left < CK_PANEL ? left : CK_PANEL};
}

CK_INLINE void *ck_place(void *y, size_t index, int gives_floats) {
    return gives_floats ? (void *)((float *)y + index) : (void *)((uint8_t *)y + index);
}
