/// What a convolution keeps in the caller's scratch.
#ifndef CK_CONV2D_SCRATCH_H
#define CK_CONV2D_SCRATCH_H

#include "CKernels.h"

/// Columns that a mask has bits for. Wider inputs have all bits set.
#define CK_MASK_COLUMNS 32
_Static_assert(CK_MASK_COLUMNS == 8 * sizeof(uint32_t), "masks are uint32_t");

/// Whether a block may span several rows of sums: then all of them are kept, so they must be few.
static inline int ck_conv_keeps_all(const ck_feature_maps *sums) {
    return sums->height <= 64 && sums->width <= 64;
}

/// The padded input. Where the window moves by several columns, those of one phase lie together, so
/// that neighbouring outputs always read neighbouring values.
typedef struct ck_conv_input {
    size_t height, width; ///< Padded
    size_t stride;        ///< Columns, and phases; 1 if there is only one output in a row
    size_t phase;         ///< Columns of a phase
    float *padded;        ///< `[channels][height][stride][phase]`
    const float *values;  ///< That, or the input itself where the two are the same
    uint32_t *masks;      ///< `[channels][height][stride]`: which columns are not zero
} ck_conv_input;

/// Which of the K terms of a layer count.
typedef struct ck_conv_terms {
    size_t count;    ///< K
    uint32_t *masks; ///< `[K]`, and a vector more: which outputs of a row see more than zero
    uint32_t *list;  ///< The same: the terms that count
} ck_conv_terms;

typedef struct ck_conv_scratch {
    ck_conv_input input;
    ck_conv_terms terms;
    size_t columns; ///< Sums of a place: the outputs in whole panels
    float *sums;    ///< `[rows kept][width][columns]`
    float *line;    ///< `[output width, and twice CK_PANEL more][columns]`
} ck_conv_scratch;

/// What a depthwise convolution keeps there.
typedef struct ck_depthwise_scratch {
    ck_conv_input input; ///< One feature map; without masks
    uint32_t *offsets;   ///< Of each tap, in the padded input
    float *sums;         ///< One feature map, if a pooling follows
} ck_depthwise_scratch;

/// The size of the padded input. Of what lies beyond the last window nothing is needed.
static inline ck_conv_input ck_conv_input_size(const ck_window *window,
                                               const ck_feature_maps *sums) {
    ck_conv_input input = {.stride = sums->width > 1 ? window->stride_x : 1};
    input.height =
        (sums->height - 1) * window->stride_y + (window->height - 1) * window->dilation_y + 1;
    input.width =
        (sums->width - 1) * window->stride_x + (window->width - 1) * window->dilation_x + 1;
    input.phase = (input.width + input.stride - 1) / input.stride;
    return input;
}

/// Where a tap of the window finds its input in the padded input of channel c.
static inline ck_conv_term ck_conv_tap(const ck_conv_input *input, const ck_window *window,
                                       size_t c, size_t ky, size_t kx) {
    const size_t y = ky * window->dilation_y, x = kx * window->dilation_x;
    const size_t row = (c * input->height + y) * input->stride + x % input->stride;
    const size_t column = x / input->stride;
    return (ck_conv_term){(uint32_t)row, (uint32_t)column, (uint32_t)(row * input->phase + column)};
}

/// Reserves `count` units of `size` bytes on a boundary of 64 bytes; returns where they begin.
/// `bytes` is how many are taken so far.
static inline size_t ck_take(size_t *bytes, size_t count, size_t size) {
    const size_t start = (*bytes + 63) & ~(size_t)63;
    *bytes = start + count * size;
    return start;
}

/// The first boundary of 64 bytes in the caller's scratch.
static inline char *ck_aligned(uint32_t *words) {
    return (char *)words + (-(uintptr_t)words & 63);
}

/// The number of words that `bytes` take, with what a boundary may cost.
static inline size_t ck_words(size_t bytes) {
    return (bytes + 63 + sizeof(uint32_t) - 1) / sizeof(uint32_t);
}

/// Where the parts of the scratch of a convolution begin, in bytes.
typedef struct ck_conv_layout {
    ck_conv_scratch parts; ///< All but the pointers
    size_t term_masks, term_list, input_masks, padded, sums, line, bytes;
} ck_conv_layout;

static inline ck_conv_layout ck_conv_layout_of(const ck_f32_conv2d *layer) {
    ck_conv_layout l = {.parts.input = ck_conv_input_size(&layer->window, &layer->sums)};
    const ck_conv_input *input = &l.parts.input;
    l.parts.terms.count = layer->term_count;
    l.parts.columns = (layer->sums.channels + CK_PANEL - 1) / CK_PANEL * CK_PANEL;
    size_t kept = layer->pooled ? layer->pool.height : 1;
    if (kept > layer->sums.height || ck_conv_keeps_all(&layer->sums))
        kept = layer->sums.height;

    const size_t rows = layer->input.channels * input->height * input->stride;
    l.term_masks = ck_take(&l.bytes, layer->term_count + CK_PANEL, sizeof(uint32_t));
    l.term_list = ck_take(&l.bytes, layer->term_count + CK_PANEL, sizeof(uint32_t));
    l.input_masks = ck_take(&l.bytes, rows, sizeof(uint32_t));
    // A row is copied in whole vectors.
    l.padded = ck_take(&l.bytes, rows * input->phase + CK_PANEL, sizeof(float));
    l.sums = ck_take(&l.bytes, kept * layer->sums.width * l.parts.columns, sizeof(float));
    l.line =
        ck_take(&l.bytes, (layer->output.width + 2 * CK_PANEL) * l.parts.columns, sizeof(float));
    return l;
}

static inline ck_conv_scratch ck_conv_scratch_at(const ck_f32_conv2d *layer, uint32_t *words) {
    const ck_conv_layout l = ck_conv_layout_of(layer);
    char *start = ck_aligned(words);
    ck_conv_scratch s = l.parts;
    s.terms.masks = (uint32_t *)(start + l.term_masks);
    s.terms.list = (uint32_t *)(start + l.term_list);
    s.input.masks = (uint32_t *)(start + l.input_masks);
    s.input.values = s.input.padded = (float *)(start + l.padded);
    s.sums = (float *)(start + l.sums);
    s.line = (float *)(start + l.line);
    return s;
}

/// The same for a depthwise convolution.
typedef struct ck_depthwise_layout {
    ck_conv_input input;
    size_t offsets, padded, sums, bytes;
} ck_depthwise_layout;

static inline ck_depthwise_layout ck_depthwise_layout_of(const ck_f32_depthwise2d *layer) {
    ck_depthwise_layout l = {.input = ck_conv_input_size(&layer->window, &layer->sums)};
    l.offsets = ck_take(&l.bytes, layer->window.height * layer->window.width, sizeof(uint32_t));
    // Rows are read in whole vectors.
    l.padded = ck_take(&l.bytes, l.input.height * l.input.stride * l.input.phase + CK_PANEL,
                       sizeof(float));
    l.sums = ck_take(&l.bytes, layer->pooled ? layer->sums.height * layer->sums.width : 0,
                     sizeof(float));
    return l;
}

static inline ck_depthwise_scratch ck_depthwise_scratch_at(const ck_f32_depthwise2d *layer,
                                                           uint32_t *words) {
    const ck_depthwise_layout l = ck_depthwise_layout_of(layer);
    char *start = ck_aligned(words);
    ck_depthwise_scratch s = {.input = l.input};
    s.offsets = (uint32_t *)(start + l.offsets);
    s.input.values = s.input.padded = (float *)(start + l.padded);
    s.sums = (float *)(start + l.sums);
    return s;
}

#endif
