// Functions of feature maps: pooling, and a factor and a shift per channel.

/// The part of a window that is inside the feature map.
typedef struct ck_extent {
    size_t first, end;
} ck_extent;

/// `first` is that of a tap; every `dilation`-th row or column from there on belongs to the window.
CK_INLINE ck_extent ck_inside(size_t index, size_t stride, size_t dilation, size_t pad, size_t size,
                              size_t limit) {
    const size_t start = index * stride, end = start + (size - 1) * dilation + 1;
    const size_t missing = start < pad ? (pad - start) % dilation : 0;
    ck_extent inside = {start >= pad  ? start - pad
                        : missing > 0 ? dilation - missing
                                      : 0,
                        end > pad ? end - pad : 0};
    if (inside.end > limit)
        inside.end = limit;
    return inside;
}

CK_INLINE ck_extent ck_rows_inside(const ck_window *window, size_t i, size_t height) {
    return ck_inside(i, window->stride_y, window->dilation_y, window->pad_top, window->height,
                     height);
}

CK_INLINE ck_extent ck_columns_inside(const ck_window *window, size_t j, size_t width) {
    return ck_inside(j, window->stride_x, window->dilation_x, window->pad_left, window->width,
                     width);
}

/// The larger one, the first of equals; NaN if there is one.
CK_INLINE float ck_max(float so_far, float x) {
    return x > so_far || x != x ? x : so_far;
}

static void ck_f32_max_pool2d(const ck_feature_maps *input, const ck_feature_maps *output,
                              const ck_window *window, const float *x, float *y) {
    for (size_t c = 0; c < output->channels; c++, x += input->height * input->width)
        for (size_t i = 0; i < output->height; i++) {
            const ck_extent rows = ck_rows_inside(window, i, input->height);
            for (size_t j = 0; j < output->width; j++) {
                const ck_extent columns = ck_columns_inside(window, j, input->width);
                float max = x[rows.first * input->width + columns.first];
                for (size_t row = rows.first; row < rows.end; row += window->dilation_y)
                    for (size_t column = columns.first; column < columns.end;
                         column += window->dilation_x)
                        max = ck_max(max, x[row * input->width + column]);
                *y++ = max;
            }
        }
}

static void ck_f32_average_pool2d(const ck_feature_maps *input, const ck_feature_maps *output,
                                  const ck_window *window, int counts_padding, const float *x,
                                  float *y) {
    for (size_t c = 0; c < output->channels; c++, x += input->height * input->width)
        for (size_t i = 0; i < output->height; i++) {
            const ck_extent rows = ck_rows_inside(window, i, input->height);
            for (size_t j = 0; j < output->width; j++) {
                const ck_extent columns = ck_columns_inside(window, j, input->width);
                float sum = 0.0f;
                size_t count = 0;
                for (size_t row = rows.first; row < rows.end; row += window->dilation_y)
                    for (size_t column = columns.first; column < columns.end;
                         column += window->dilation_x, count++)
                        sum += x[row * input->width + column];
                *y++ = sum / (float)(counts_padding ? window->height * window->width : count);
            }
        }
}

static void ck_f32_affine(size_t channels, size_t count, const float *scale, const float *shift,
                          float *x) {
    for (size_t c = 0; c < channels; c++, x += count)
        for (size_t i = 0; i < count; i++)
            x[i] = __builtin_fmaf(x[i], scale[c], shift[c]);
}
