// Depthwise convolution of one image, feature map by feature map.
//
// An output has few terms, and a panel of outputs at one place would be one output and padding. So
// vector lanes are neighboring outputs of a row here, never taps: each is the same chain.

/// Where the sums of a feature map come from.
typedef struct ck_depthwise_job {
    const ck_depthwise_scratch *scratch;
    const float *weights; ///< One for each tap
    size_t taps;
    size_t row_step; ///< From one row of outputs to the next, in the padded input
    float bias;
} ck_depthwise_job;

/// The sums of `rows` rows of a vector of outputs. With weights that are not finite zeros are left
/// out, which otherwise change nothing.
CK_INLINE void ck_depthwise_sums(const size_t rows, const int finite, const ck_depthwise_job *job,
                                 const float *x, ck_f32v *sums) {
    CK_UNROLL for (size_t r = 0; r < rows; r++) sums[r] = ck_splat(job->bias);
    for (size_t t = 0; t < job->taps; t++) {
        const ck_f32v weight = ck_splat(job->weights[t]);
        const float *place = x + job->scratch->offsets[t];
        CK_UNROLL for (size_t r = 0; r < rows; r++) {
            const ck_f32v value = ck_load(place + r * job->row_step);
            const ck_f32v sum = ck_fma(value, weight, sums[r]);
            sums[r] = finite ? sum : ck_select(value == 0.0f, sums[r], sum);
        }
    }
    // Zeros that were multiplied and zeros that were left out make one difference, -0 for +0.
    CK_UNROLL for (size_t r = 0; r < rows; r++) sums[r] = sums[r] + 0.0f;
}

/// Writes `rows` rows of `width` sums.
CK_INLINE void ck_depthwise_rows(const size_t rows, const int finite, const ck_depthwise_job *job,
                                 const float *x, size_t width, float *y) {
    ck_f32v sums[4];
    if (width < CK_LANES) {
        ck_depthwise_sums(rows, finite, job, x, sums);
        for (size_t r = 0; r < rows; r++)
            ck_store_first(y + r * width, sums[r], width);
        return;
    }
    for (size_t column = 0; column < width; column += CK_LANES) {
        // The last vector may overlap the one before: its sums are the same again.
        if (column + CK_LANES > width)
            column = width - CK_LANES;
        ck_depthwise_sums(rows, finite, job, x + column, sums);
        for (size_t r = 0; r < rows; r++)
            ck_store(y + r * width + column, sums[r]);
    }
}

CK_INLINE void ck_depthwise_map(const int finite, const ck_depthwise_job *job, size_t height,
                                size_t width, float *y) {
    const float *x = job->scratch->input.padded;
    size_t row = 0;
    for (; row + 4 <= height; row += 4)
        ck_depthwise_rows(4, finite, job, x + row * job->row_step, width, y + row * width);
    for (; row < height; row++)
        ck_depthwise_rows(1, finite, job, x + row * job->row_step, width, y + row * width);
}

/// Copies a feature map to its place in the padded input, its columns parted into phases.
static void ck_depthwise_read(const ck_f32_depthwise2d *layer, const ck_conv_input *input,
                              const float *x) {
    const ck_window *window = &layer->window;
    const size_t width = layer->input.width, stride = input->stride, left = window->pad_left;
    const size_t remaining = input->width > left ? input->width - left : 0;
    const size_t count = remaining < width ? remaining : width;
    float *row = input->padded + window->pad_top * stride * input->phase;
    for (size_t i = 0; i < layer->input.height && window->pad_top + i < input->height; i++) {
        for (size_t phase = 0; phase < stride; phase++) {
            size_t column = (phase + stride - left % stride) % stride;
            float *target = row + phase * input->phase + (left + column) / stride;
            for (; column < count; column += stride)
                *target++ = x[column];
        }
        x += width;
        row += stride * input->phase;
    }
}

static void ck_f32_depthwise2d_image(const ck_f32_depthwise2d *layer, const float *x, float *y,
                                     uint32_t *words) {
    const ck_depthwise_scratch scratch = ck_depthwise_scratch_at(layer, words);
    const ck_conv_input *input = &scratch.input;
    const ck_window *window = &layer->window;
    const size_t height = layer->sums.height, width = layer->sums.width;
    const size_t multiplier = layer->sums.channels / layer->input.channels;
    const ck_feature_maps sums_map = {1, height, width};
    const ck_feature_maps output_map = {1, layer->output.height, layer->output.width};
    ck_depthwise_job job = {
        .scratch = &scratch,
        .taps = window->height * window->width,
        .row_step = window->stride_y * input->stride * input->phase,
    };
    for (size_t t = 0; t < job.taps; t++)
        scratch.offsets[t] =
            ck_conv_tap(input, window, 0, t / window->width, t % window->width).offset;
    // The padding stays zero for all feature maps.
    ck_conv_clear(input->padded, 0, input->height * input->stride * input->phase);

    for (size_t m = 0; m < layer->sums.channels; m++) {
        if (m % multiplier == 0)
            ck_depthwise_read(layer, input,
                              x + m / multiplier * layer->input.height * layer->input.width);
        job.weights = layer->weights + m * job.taps;
        job.bias = layer->bias[m];
        float *sums = layer->pooled ? scratch.sums : y;
        if (layer->finite)
            ck_depthwise_map(1, &job, height, width, sums);
        else
            ck_depthwise_map(0, &job, height, width, sums);
        ck_f32_activate(layer->activation, height * width, sums);
        if (layer->pooled)
            ck_f32_max_pool2d(&sums_map, &output_map, &layer->pool, sums, y);
        y += output_map.height * output_map.width;
    }
}
