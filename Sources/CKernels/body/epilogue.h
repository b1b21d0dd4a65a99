// Elementwise functions of many values: at the end of a dense layer, on the way of the sums to
// where they belong, and in place.

/// Stores the first `count` lanes.
CK_INLINE void ck_store_first(float *target, ck_f32v v, size_t count) {
    float lanes[CK_LANES];
    ck_store(lanes, v);
    size_t i = 0;
    for (; i + CK_QUARTER <= count; i += CK_QUARTER)
        ck_store_quarter(target + i, ck_load_quarter(lanes + i));
    for (; i < count; i++)
        target[i] = lanes[i];
}

// Each function of the list, with its parameters, as one of a vector.
#define CK_OF_NONE(enumerator, name, ...)                                                          \
    CK_INLINE ck_f32v ck_##name##_of(ck_activation activation, ck_f32v x) {                        \
        return ck_##name(x);                                                                       \
    }
#define CK_OF_ONE(enumerator, name, ...)                                                           \
    CK_INLINE ck_f32v ck_##name##_of(ck_activation activation, ck_f32v x) {                        \
        return ck_##name(x, activation.parameters[0]);                                             \
    }
#define CK_OF_TWO(enumerator, name, ...)                                                           \
    CK_INLINE ck_f32v ck_##name##_of(ck_activation activation, ck_f32v x) {                        \
        return ck_##name(x, activation.parameters[0], activation.parameters[1]);                   \
    }
CK_ACTIVATIONS(CK_OF_NONE, CK_OF_ONE, CK_OF_TWO)

/// Writes a function of `[rows, columns]` sums, which are read in whole vectors. Returns whether
/// one of the results is zero.
#define CK_FINISH(enumerator, name, ...)                                                           \
    static int ck_finish_##name(ck_activation activation, size_t rows, size_t columns,             \
                                const float *from, size_t from_stride, float *to,                  \
                                size_t to_stride) {                                                \
        const size_t whole = columns / CK_LANES * CK_LANES;                                        \
        ck_u32v least = (ck_u32v)UINT32_MAX;                                                       \
        for (size_t row = 0; row < rows; row++, from += from_stride, to += to_stride) {            \
            for (size_t i = 0; i < whole; i += CK_LANES) {                                         \
                const ck_f32v y = ck_##name##_of(activation, ck_load(from + i));                   \
                least = __builtin_elementwise_min(least, ck_bits(y) << 1);                         \
                ck_store(to + i, y);                                                               \
            }                                                                                      \
            if (whole < columns) {                                                                 \
                const ck_f32v y = ck_##name##_of(activation, ck_load(from + whole));               \
                const ck_u32v beyond = ck_lanes_from(columns - whole);                             \
                least = __builtin_elementwise_min(least, ck_bits(y) << 1 | beyond);                \
                ck_store_first(to + whole, y, columns - whole);                                    \
            }                                                                                      \
        }                                                                                          \
        return __builtin_reduce_or(least == 0) != 0;                                               \
    }
CK_ACTIVATIONS(CK_FINISH, CK_FINISH, CK_FINISH)

static int ck_finish(ck_activation activation, size_t rows, size_t columns, const float *from,
                     size_t from_stride, float *to, size_t to_stride) {
    switch (activation.kind) {
#define CK_CASE(enumerator, name, ...)                                                             \
    case CK_##enumerator:                                                                          \
        return ck_finish_##name(activation, rows, columns, from, from_stride, to, to_stride);
        CK_ACTIVATIONS(CK_CASE, CK_CASE, CK_CASE)
#undef CK_CASE
    }
    __builtin_trap();
}

/// In place. The last values go through a vector of their own, so that nothing beyond them is
/// touched and they get the same operations.
static void ck_f32_activate(ck_activation activation, size_t count, float *x) {
    if (activation.kind == CK_IDENTITY)
        return;
    const size_t whole = count / CK_LANES * CK_LANES, left = count - whole;
    ck_finish(activation, 1, whole, x, 0, x, 0);
    if (left > 0) {
        float last[CK_LANES] = {0};
        __builtin_memcpy(last, x + whole, left * sizeof(float));
        ck_finish(activation, 1, CK_LANES, last, 0, last, 0);
        __builtin_memcpy(x + whole, last, left * sizeof(float));
    }
}
