// Convolution of one image.
//
// Sums are computed block by block and kept, as few rows of them as the pooling needs, with the
// outputs of a place side by side: there ReLU and pooling work on whole vectors. What they leave is
// transposed into feature maps. Other activations are applied to the sums before a pooling, and to
// the output without one.

/// A layer while it is at work on an image.
typedef struct ck_conv {
    const ck_f32_conv2d *layer;
    ck_conv_scratch scratch;
    ck_conv_cut cut;
} ck_conv;

/// Computes the rows of sums from `row` on that a block spans, and the activation if a maximum of
/// the results is what is needed.
static void ck_conv_rows(const ck_conv *conv, size_t row, float *sums) {
    const ck_f32_conv2d *layer = conv->layer;
    const ck_conv_input *input = &conv->scratch.input;
    const ck_conv_terms *terms = &conv->scratch.terms;
    const ck_conv_shape *shape = conv->cut.shape;
    const size_t width = layer->sums.width;
    const size_t panels = (layer->sums.channels + CK_PANEL - 1) / CK_PANEL;
    const size_t row_step = layer->window.stride_y * input->stride * input->phase;
    ck_conv_job job = {
        .panel_size = (1 + terms->count) * CK_PANEL,
        .row_step = row_step,
        .terms = layer->terms,
        .list = terms->list,
        .count = terms->count,
        .sum_columns = conv->scratch.columns,
        .sum_row = width * conv->scratch.columns,
    };
    if (conv->cut.has_list)
        ck_conv_mask_terms(layer, input, terms, row, shape->rows);
    for (size_t column = 0; column < width; column += shape->columns) {
        // The last block may overlap the one before: its sums are the same again.
        if (column + shape->columns > width)
            column = width - shape->columns;
        if (conv->cut.has_list)
            job.count = ck_conv_list(terms, ck_conv_window(input, column, shape->columns));
        job.x = input->values + row * row_step + column;
        for (size_t panel = 0; panel < panels; panel += conv->cut.panels) {
            const size_t left = panels - panel;
            const size_t count = left < conv->cut.panels ? left : conv->cut.panels;
            job.packed = layer->packed + panel * job.panel_size;
            job.sums = sums + column * job.sum_columns + panel * CK_PANEL;
            (conv->cut.is_half ? shape->half : shape->block[count - 1])(&job);
        }
    }
    if (layer->pooled && layer->activation.kind != CK_RELU)
        ck_f32_activate(layer->activation, shape->rows * job.sum_row, sums);
}

/// The larger of two vectors, lane by lane as `ck_max`.
CK_INLINE ck_f32v ck_max_lanes(ck_f32v so_far, ck_f32v x) {
    return ck_select((x > so_far) | (x != x), x, so_far);
}

/// The largest of `rows` × `columns` vectors; inlined for the sizes that are common.
CK_INLINE ck_f32v ck_conv_largest(const float *sums, size_t rows, size_t columns, size_t row_step,
                                  size_t column_step) {
    ck_f32v max = ck_load(sums);
    for (size_t row = 0; row < rows; row++)
        for (size_t column = 0; column < columns; column++)
            max = ck_max_lanes(max, ck_load(sums + row * row_step + column * column_step));
    return max;
}

/// Pools a row of outputs from `height` rows of sums into a line of places, and applies ReLU, which
/// may come after a maximum as well as before.
static void ck_conv_pool(const ck_conv *conv, const float *sums, size_t height, float *line) {
    const ck_f32_conv2d *layer = conv->layer;
    const size_t values = conv->scratch.columns, row = layer->sums.width * values;
    const int relu = layer->activation.kind == CK_RELU;
    for (size_t j = 0; j < layer->output.width; j++, line += values) {
        ck_extent columns = {j, j + 1};
        if (layer->pooled)
            columns = ck_inside(j, layer->pool.stride_x, 1, layer->pool.pad_left, layer->pool.width,
                                layer->sums.width);
        const float *place = sums + columns.first * values;
        const size_t width = columns.end - columns.first;
        for (size_t v = 0; v < values; v += CK_LANES) {
            ck_f32v max = height == 2 && width == 2 ? ck_conv_largest(place + v, 2, 2, row, values)
                          : height == 1 && width == 1
                              ? ck_load(place + v)
                              : ck_conv_largest(place + v, height, width, row, values);
            ck_store(line + v, relu ? ck_relu(max) : max);
        }
    }
}

/// Writes places of the output to its feature maps, from place `first` on, a square of vectors at a
/// time. Of the `count` places in the line as many are left as do not fill a square, and moved to
/// its start; at the end of the feature maps none is. Returns how many are left.
static size_t ck_conv_write(const ck_conv *conv, size_t first, size_t count, float *y) {
    const ck_feature_maps *output = &conv->layer->output;
    const size_t values = conv->scratch.columns, area = output->height * output->width;
    const size_t end = first + count < area ? count - count % CK_LANES : count;
    float *line = conv->scratch.line;
    for (size_t j = 0; j < end; j += CK_LANES)
        for (size_t m = 0; m < output->channels; m += CK_LANES) {
            ck_f32v square[CK_LANES];
#pragma clang loop unroll(full)
            for (size_t i = 0; i < CK_LANES; i++)
                square[i] = ck_load(line + (j + i) * values + m);
            ck_transpose(square);
            float *place = y + m * area + first + j;
            const size_t maps = output->channels - m < CK_LANES ? output->channels - m : CK_LANES;
            if (end - j >= CK_LANES)
                for (size_t i = 0; i < maps; i++)
                    ck_store(place + i * area, square[i]);
            else
                for (size_t i = 0; i < maps; i++)
                    __builtin_memcpy(place + i * area, &square[i], (end - j) * sizeof(float));
        }
    const size_t left = count - end;
    for (size_t i = 0; i < left * values; i += CK_LANES)
        ck_store(line + i, ck_load(line + end * values + i));
    return left;
}

static void ck_f32_conv2d_image(const ck_f32_conv2d *layer, const float *x, float *y,
                                uint32_t *words) {
    ck_conv conv = {layer, ck_conv_scratch_at(layer, words), {&ck_conv_exact, 1, 0, 1}};
    ck_conv_read(&layer->window, &layer->input, &conv.scratch.input, x);
    ck_conv_place_terms(&conv.scratch.input, &conv.scratch.terms);
    if (layer->finite)
        conv.cut = ck_conv_choose(layer, ck_conv_density(layer, &conv.scratch.input));
    if (conv.cut.is_half)
        conv.scratch.columns = CK_HALF_PANEL * CK_LANES;
    if (!conv.cut.has_list)
        ck_conv_list_all(&conv.scratch.terms);

    // Where blocks end with the windows of the pooling, a row of outputs needs no other sums than
    // its own; otherwise all are kept.
    const size_t height = layer->sums.height, together = conv.cut.shape->rows;
    const ck_window *pool = &layer->pool;
    const int apart =
        together == 1 || (layer->pooled && pool->pad_top == 0 && pool->height % together == 0 &&
                          (layer->output.height - 1) * pool->stride_y + pool->height <= height);
    const size_t row_step = layer->sums.width * conv.scratch.columns;
    const size_t width = layer->output.width;
    size_t done = 0, left = 0;
    for (size_t i = 0; i < layer->output.height; i++) {
        ck_extent rows = {i, i + 1};
        if (layer->pooled)
            rows = ck_inside(i, layer->pool.stride_y, 1, layer->pool.pad_top, layer->pool.height,
                             height);
        const size_t dropped = apart ? rows.first : 0;
        if (apart)
            done = rows.first;
        for (; done < rows.end; done += together) {
            size_t row = done + together > height ? height - together : done;
            ck_conv_rows(&conv, row, conv.scratch.sums + (row - dropped) * row_step);
        }
        ck_conv_pool(&conv, conv.scratch.sums + (rows.first - dropped) * row_step,
                     rows.end - rows.first, conv.scratch.line + left * conv.scratch.columns);
        left = ck_conv_write(&conv, i * width - left, left + width, y);
    }
    if (!layer->pooled && layer->activation.kind != CK_RELU)
        ck_f32_activate(layer->activation, layer->output.channels * layer->output.height * width,
                        y);
}
