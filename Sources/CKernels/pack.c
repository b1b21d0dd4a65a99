#include "scratch.h"

#include <string.h>

size_t ck_f32_dense_packed_count(size_t inputs, size_t outputs) {
    size_t rows, columns, count, bytes;
    if (__builtin_add_overflow(inputs, 1, &rows) ||
        __builtin_add_overflow(outputs, CK_PANEL - 1, &columns) ||
        __builtin_mul_overflow(rows, columns / CK_PANEL * CK_PANEL, &count) ||
        __builtin_mul_overflow(count, sizeof(float), &bytes))
        return 0;
    return count;
}

static void pack_row(const float *row, size_t columns, float *target) {
    memset(target, 0, CK_PANEL * sizeof(float));
    if (row)
        memcpy(target, row, columns * sizeof(float));
}

void ck_f32_dense_pack(size_t inputs, size_t outputs, const float *weights, const float *bias,
                       float *packed) {
    for (size_t first = 0; first < outputs; first += CK_PANEL) {
        size_t columns = outputs - first < CK_PANEL ? outputs - first : CK_PANEL;
        pack_row(bias ? bias + first : NULL, columns, packed);
        packed += CK_PANEL;
        for (size_t k = 0; k < inputs; k++, packed += CK_PANEL)
            pack_row(weights + k * outputs + first, columns, packed);
    }
}

size_t ck_dense_scratch_words(size_t inputs) {
    size_t count;
    ck_scratch_layout(inputs, NULL, &count);
    return count;
}
