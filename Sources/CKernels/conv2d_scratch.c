#include "conv2d_scratch.h"

size_t ck_f32_conv2d_scratch_words(const ck_f32_conv2d *layer) {
    size_t count;
    ck_conv_scratch_layout(layer, NULL, &count);
    return count;
}

void ck_f32_conv2d_terms(const ck_f32_conv2d *layer, const uint32_t *k, ck_conv_term *terms) {
    size_t count;
    const ck_conv_input input = ck_conv_scratch_layout(layer, NULL, &count).input;
    const size_t width = layer->window.width, height = layer->window.height;
    for (size_t t = 0; t < layer->term_count; t++) {
        const size_t kx = k[t] % width, ky = k[t] / width % height, c = k[t] / width / height;
        const size_t row = (c * input.height + ky) * input.stride + kx % input.stride;
        const size_t column = kx / input.stride;
        terms[t] =
            (ck_conv_term){(uint32_t)row, (uint32_t)column, (uint32_t)(row * input.phase + column)};
    }
}
