#include "CKernels.h"

size_t ck_f32_conv2d_scratch_words(const ck_f32_conv2d *layer) {
    return layer->pooled ? layer->sums.channels * layer->sums.height * layer->sums.width : 0;
}
