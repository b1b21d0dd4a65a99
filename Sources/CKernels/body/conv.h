// Convolution of one image.

/// The sums of one panel of outputs at one place, every zero input left out.
CK_INLINE void ck_conv2d_place(const ck_f32_conv2d *layer, const float *packed, const float *x,
                               ck_extent rows, ck_extent columns, size_t kernel_row,
                               size_t kernel_column, float *sums) {
    ck_f32v sum[CK_VECTORS];
    for (size_t v = 0; v < CK_VECTORS; v++)
        sum[v] = ck_load(packed + v * CK_LANES);
    const ck_window *window = &layer->window;
    for (size_t c = 0; c < layer->input.channels; c++)
        for (size_t row = rows.first; row < rows.end; row++) {
            size_t k = (c * window->height + kernel_row + row - rows.first) * window->width +
                       kernel_column;
            const float *weights = packed + (1 + k) * CK_PANEL;
            const float *values = x + (c * layer->input.height + row) * layer->input.width;
            for (size_t column = columns.first; column < columns.end;
                 column++, weights += CK_PANEL)
                if (values[column] != 0.0f)
                    for (size_t v = 0; v < CK_VECTORS; v++)
                        sum[v] = ck_fma(ck_splat(values[column]), ck_load(weights + v * CK_LANES),
                                        sum[v]);
        }
    // The rest is the same whatever zeros were left out: -0 becomes +0.
    for (size_t v = 0; v < CK_VECTORS; v++)
        ck_store(sums + v * CK_LANES, sum[v] + 0.0f);
}

static void ck_f32_conv2d_planes(const ck_f32_conv2d *layer, const float *x, float *y,
                                 uint32_t *scratch) {
    const ck_window *window = &layer->window;
    const size_t area = layer->sums.height * layer->sums.width;
    const size_t panel_size =
        (1 + layer->input.channels * window->height * window->width) * CK_PANEL;
    float *planes = layer->pooled ? (float *)scratch : y;
    for (size_t first = 0; first < layer->sums.channels; first += CK_PANEL) {
        size_t outputs = layer->sums.channels - first;
        outputs = outputs < CK_PANEL ? outputs : CK_PANEL;
        const float *packed = layer->packed + first / CK_PANEL * panel_size;
        for (size_t i = 0; i < layer->sums.height; i++) {
            ck_extent rows = ck_inside(i, window->stride_y, window->pad_top, window->height,
                                       layer->input.height);
            for (size_t j = 0; j < layer->sums.width; j++) {
                ck_extent columns = ck_inside(j, window->stride_x, window->pad_left, window->width,
                                              layer->input.width);
                float sums[CK_PANEL];
                ck_conv2d_place(layer, packed, x, rows, columns,
                                rows.first + window->pad_top - i * window->stride_y,
                                columns.first + window->pad_left - j * window->stride_x, sums);
                for (size_t m = 0; m < outputs; m++)
                    planes[(first + m) * area + i * layer->sums.width + j] = sums[m];
            }
        }
    }
    if (layer->relu)
        ck_f32_relu(layer->sums.channels * area, planes);
    if (layer->pooled)
        ck_f32_max_pool2d(&layer->sums, &layer->output, &layer->pool, planes, y);
}
