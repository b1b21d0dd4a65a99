#include "pack.h"

#include <string.h>

size_t ck_f32_dense_packed_count(size_t inputs, size_t outputs) {
    size_t rows, columns, count, bytes;
    if (__builtin_add_overflow(inputs, 1, &rows) ||
        __builtin_add_overflow(outputs, CK_PANEL - 1, &columns) ||
        __builtin_add_overflow(columns / CK_PANEL * CK_PANEL, ck_strip_width(outputs), &columns) ||
        __builtin_mul_overflow(rows, columns, &count) ||
        __builtin_mul_overflow(count, sizeof(float), &bytes))
        return 0;
    return count;
}

/// Packs the bias and the weights of `columns` outputs from `first` on in rows of `width`.
static float *pack_columns(size_t inputs, size_t outputs, const float *weights, const float *bias,
                           size_t first, size_t columns, size_t width, float *packed) {
    for (size_t row = 0; row <= inputs; row++, packed += width) {
        const float *source = row > 0 ? weights + (row - 1) * outputs : bias;
        memset(packed, 0, width * sizeof(float));
        if (source)
            memcpy(packed, source + first, columns * sizeof(float));
    }
    return packed;
}

void ck_f32_dense_pack(size_t inputs, size_t outputs, const float *weights, const float *bias,
                       float *packed) {
    for (size_t first = 0; first < outputs; first += CK_PANEL) {
        size_t columns = outputs - first < CK_PANEL ? outputs - first : CK_PANEL;
        packed = pack_columns(inputs, outputs, weights, bias, first, columns, CK_PANEL, packed);
    }
    size_t columns = outputs % CK_PANEL, strip = ck_strip_width(outputs);
    if (strip > 0)
        pack_columns(inputs, outputs, weights, bias, outputs - columns, columns, strip, packed);
}

void ck_f32_dense_active_inputs(size_t inputs, size_t outputs, const float *weights,
                                uint8_t *active) {
    for (size_t row = 0; row < inputs; row++, weights += outputs) {
        size_t zeros = 0;
        while (zeros < outputs && weights[zeros] == 0)
            zeros++;
        active[row] = zeros < outputs ? 255 : 0;
    }
}

// The same numbers for every processor.
#pragma STDC FP_CONTRACT OFF

/// Outputs that are folded together: their sums stay in the level 1 cache.
#define CK_FOLDED 64

void ck_f32_dense_fold(size_t inputs, size_t outputs, const double *scale, const double *shift,
                       float *weights, float *bias) {
    for (size_t first = 0; first < outputs; first += CK_FOLDED) {
        const size_t count = outputs - first < CK_FOLDED ? outputs - first : CK_FOLDED;
        double sums[CK_FOLDED];
        for (size_t m = 0; m < count; m++)
            sums[m] = bias[first + m];
        for (size_t k = 0; k < inputs; k++) {
            float *row = weights + k * outputs + first;
            for (size_t m = 0; m < count; m++) {
                const double weight = row[m];
                sums[m] += shift[k] * weight;
                row[m] = (float)(weight * scale[k]);
            }
        }
        for (size_t m = 0; m < count; m++)
            bias[first + m] = (float)sums[m];
    }
}
