#include "conv2d_scratch.h"

size_t ck_f32_conv2d_scratch_words(const ck_f32_conv2d *layer) {
    return ck_words(ck_conv_layout_of(layer).bytes);
}

size_t ck_f32_depthwise2d_scratch_words(const ck_f32_depthwise2d *layer) {
    return ck_words(ck_depthwise_layout_of(layer).bytes);
}

void ck_f32_conv2d_terms(const ck_f32_conv2d *layer, const uint32_t *k, ck_conv_term *terms) {
    const ck_conv_input input = ck_conv_input_size(&layer->window, &layer->sums);
    const size_t width = layer->window.width, height = layer->window.height;
    for (size_t t = 0; t < layer->term_count; t++) {
        const size_t kx = k[t] % width, ky = k[t] / width % height, c = k[t] / width / height;
        terms[t] = ck_conv_tap(&input, &layer->window, c, ky, kx);
    }
}
