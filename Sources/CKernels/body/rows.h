// Functions of a row: softmax and argmax.

/// Rows whose largest value is infinite, or that hold a NaN: exp(x - max) would be NaN there.
static void ck_f32_softmax_special_row(size_t columns, float *x, float max, int has_nan) {
    if (has_nan) {
        for (size_t i = 0; i < columns; i++)
            x[i] = __builtin_nanf("");
        return;
    }
    // All -inf: every value is as large as the largest, so the row becomes uniform.
    size_t largest = 0;
    for (size_t i = 0; i < columns; i++)
        largest += x[i] == max;
    for (size_t i = 0; i < columns; i++)
        x[i] = x[i] == max ? 1.0f / (float)largest : 0.0f;
}

/// exp(x - max) / Σ exp(x - max), the sum one ascending chain.
///
/// The k values equal to +inf get 1 / k each and the rest 0; -inf gets 0; a row of nothing but
/// -inf becomes uniform; a row that holds a NaN becomes NaN.
static void ck_f32_softmax(size_t rows, size_t columns, float *x) {
    for (size_t row = 0; row < rows; row++, x += columns) {
        float max = -__builtin_inff();
        int has_nan = 0;
        for (size_t i = 0; i < columns; i++) {
            max = x[i] > max ? x[i] : max;
            has_nan |= x[i] != x[i];
        }
        if (has_nan || __builtin_isinf(max)) {
            ck_f32_softmax_special_row(columns, x, max, has_nan);
            continue;
        }
        for (size_t i = 0; i < columns; i++)
            x[i] -= max;
        ck_f32_exp(columns, x);
        float sum = 0.0f;
        for (size_t i = 0; i < columns; i++)
            sum += x[i];
        for (size_t i = 0; i < columns; i++)
            x[i] /= sum;
    }
}

static size_t ck_f32_argmax(size_t rows, size_t columns, const float *x, int32_t *indices) {
    for (size_t row = 0; row < rows; row++, x += columns) {
        size_t best = 0;
        int has_nan = x[0] != x[0];
        for (size_t i = 1; i < columns; i++) {
            best = x[i] > x[best] ? i : best;
            has_nan |= x[i] != x[i];
        }
        if (has_nan)
            return row;
        indices[row] = (int32_t)best;
    }
    return rows;
}
