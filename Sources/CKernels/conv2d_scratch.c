#include "conv2d_scratch.h"

size_t ck_f32_conv2d_scratch_words(const ck_f32_conv2d *layer) {
    size_t count;
    ck_conv_scratch_layout(layer, NULL, &count);
    return count;
}
