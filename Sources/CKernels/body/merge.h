// Where two branches of a network meet: element by element, and a factor per channel.

/// One NaN for all: which one an operation gives differs between processors.
CK_INLINE ck_f32v ck_one_nan(ck_f32v x) {
    return ck_select(x != x, ck_nan(), x);
}

#define CK_MERGE(name, operator)                                                                   \
    static void name(size_t count, const float *a, const float *b, float *y) {                     \
        size_t i = 0;                                                                              \
        for (; i + CK_LANES <= count; i += CK_LANES)                                               \
            ck_store(y + i, ck_one_nan(ck_load(a + i) operator ck_load(b + i)));                   \
        for (; i < count; i++) {                                                                   \
            const float value = a[i] operator b[i];                                                \
            y[i] = value == value ? value : __builtin_nanf("");                                    \
        }                                                                                          \
    }

CK_MERGE(ck_f32_add, +)
CK_MERGE(ck_f32_multiply, *)

static void ck_f32_gate(size_t channels, size_t count, const float *gate, float *x) {
    for (size_t c = 0; c < channels; c++, x += count) {
        size_t i = 0;
        for (; i + CK_LANES <= count; i += CK_LANES)
            ck_store(x + i, ck_one_nan(ck_load(x + i) * gate[c]));
        for (; i < count; i++) {
            const float value = x[i] * gate[c];
            x[i] = value == value ? value : __builtin_nanf("");
        }
    }
}
