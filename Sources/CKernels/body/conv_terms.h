// The terms of a convolution's sums, and which of them count for a block of outputs: a term whose
// input is zero for all of them is left out.

/// Fills in what does not depend on the place.
static void ck_conv_place_terms(const ck_f32_conv2d *layer, const ck_conv_input *input,
                                const ck_conv_terms *terms) {
    uint32_t *offset = terms->offsets;
    for (size_t c = 0; c < layer->input.channels; c++)
        for (size_t ky = 0; ky < layer->window.height; ky++)
            for (size_t kx = 0; kx < layer->window.width; kx++) {
                size_t row = (c * input->height + ky) * input->stride + kx % input->stride;
                *offset++ = (uint32_t)(row * input->phase + kx / input->stride);
            }
    // What has no masks counts everywhere; what is behind the last term counts nowhere.
    for (size_t k = 0; k < terms->count; k++)
        terms->masks[k] = ~(uint32_t)0;
    for (size_t i = 0; i < CK_PANEL; i++)
        terms->masks[terms->count + i] = 0;
}

/// Finds for each term the outputs, of `rows` rows from `row` on, whose input is not zero.
static void ck_conv_mask_terms(const ck_f32_conv2d *layer, const ck_conv_input *input,
                               const ck_conv_terms *terms, size_t row, size_t rows) {
    if (input->phase > CK_MASK_COLUMNS)
        return;
    const size_t stride = input->stride, step = layer->window.stride_y * stride;
    const size_t width = layer->window.width;
    uint32_t *mask = terms->masks;
    for (size_t c = 0; c < layer->input.channels; c++)
        for (size_t ky = 0; ky < layer->window.height; ky++, mask += width) {
            const uint32_t *from = input->masks + (c * input->height + ky) * stride + row * step;
            for (size_t phase = 0; phase < stride && phase < width; phase++) {
                uint32_t found = from[phase];
                for (size_t r = 1; r < rows; r++)
                    found |= from[r * step + phase];
#pragma clang loop vectorize(disable) unroll(disable)
                for (size_t kx = phase; kx < width; kx += stride, found >>= 1)
                    mask[kx] = found;
            }
        }
}

#ifndef CK_OWN_CONV_LIST
/// Lists the terms that any output in `window` has an input for; returns how many there are. Each
/// is written down, and only the next one decides whether it stays: no branch can be guessed wrong.
static size_t ck_conv_list(const ck_conv_terms *terms, uint32_t window) {
    size_t found = 0;
    for (size_t k = 0; k < terms->count; k++) {
        terms->list[found] = (uint32_t)k;
        found += (terms->masks[k] & window) != 0;
    }
    return found;
}
#endif

/// The bits of `count` outputs from `first` on; all for what has no masks.
static uint32_t ck_conv_window(const ck_conv_input *input, size_t first, size_t count) {
    if (input->phase > CK_MASK_COLUMNS)
        return ~(uint32_t)0;
    return (~(uint32_t)0 >> (CK_MASK_COLUMNS - count)) << first;
}
