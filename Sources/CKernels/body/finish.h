// The end of a dense layer: the activation, on the way of the sums to where they belong.

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

/// Writes `function` of `[rows, columns]` sums. Returns whether one of the results is zero.
#define CK_FINISH(name, function)                                                                  \
    static int name(size_t rows, size_t columns, const float *from, size_t from_stride, float *to, \
                    size_t to_stride) {                                                            \
        const size_t whole = columns / CK_LANES * CK_LANES;                                        \
        ck_u32v least = (ck_u32v)UINT32_MAX;                                                       \
        for (size_t row = 0; row < rows; row++, from += from_stride, to += to_stride) {            \
            for (size_t i = 0; i < whole; i += CK_LANES) {                                         \
                const ck_f32v y = function(ck_load(from + i));                                     \
                least = __builtin_elementwise_min(least, ck_bits(y) << 1);                         \
                ck_store(to + i, y);                                                               \
            }                                                                                      \
            if (whole < columns) {                                                                 \
                const ck_f32v y = function(ck_load(from + whole));                                 \
                const ck_u32v beyond = ck_lanes_from(columns - whole);                             \
                least = __builtin_elementwise_min(least, ck_bits(y) << 1 | beyond);                \
                ck_store_first(to + whole, y, columns - whole);                                    \
            }                                                                                      \
        }                                                                                          \
        return __builtin_reduce_or(least == 0) != 0;                                               \
    }

CK_FINISH(ck_finish_identity, ck_identity)
CK_FINISH(ck_finish_step, ck_step)
CK_FINISH(ck_finish_sigmoid, ck_sigmoid)
CK_FINISH(ck_finish_tanh, ck_tanh)
CK_FINISH(ck_finish_relu, ck_relu)

static int ck_finish(ck_activation activation, size_t rows, size_t columns, const float *from,
                     size_t from_stride, float *to, size_t to_stride) {
    switch (activation) {
    case CK_IDENTITY:
        break;
    case CK_STEP:
        return ck_finish_step(rows, columns, from, from_stride, to, to_stride);
    case CK_SIGMOID:
        return ck_finish_sigmoid(rows, columns, from, from_stride, to, to_stride);
    case CK_TANH:
        return ck_finish_tanh(rows, columns, from, from_stride, to, to_stride);
    case CK_RELU:
        return ck_finish_relu(rows, columns, from, from_stride, to, to_stride);
    }
    return ck_finish_identity(rows, columns, from, from_stride, to, to_stride);
}
