/// What a convolution keeps in the caller's scratch.
#ifndef CK_CONV2D_SCRATCH_H
#define CK_CONV2D_SCRATCH_H

#include "CKernels.h"

/// Columns that a mask has bits for. Wider inputs have all bits set.
#define CK_MASK_COLUMNS 32
/// Whether a block may span several rows of sums: then all of them are kept, so they must be few.
static inline int ck_conv_keeps_all(const ck_planes *sums) {
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

/// Takes `count` units of `size` bytes from the scratch, on a boundary of 64 bytes.
static inline void *ck_take(uintptr_t *next, size_t count, size_t size) {
    uintptr_t start = (*next + 63) & ~(uintptr_t)63;
    *next = start + count * size;
    return (void *)start;
}

/// Lays out the scratch of a layer in `words`, and says in `count` how many it takes.
static inline ck_conv_scratch ck_conv_scratch_layout(const ck_f32_conv2d *layer, uint32_t *words,
                                                     size_t *count) {
    const ck_window *window = &layer->window;
    ck_conv_scratch s = {.input = {.stride = layer->sums.width > 1 ? window->stride_x : 1}};
    // Of what lies behind the last window nothing is needed.
    s.input.height = (layer->sums.height - 1) * window->stride_y + window->height;
    s.input.width = (layer->sums.width - 1) * window->stride_x + window->width;
    s.input.phase = (s.input.width + s.input.stride - 1) / s.input.stride;
    s.terms.count = layer->term_count;
    s.columns = (layer->sums.channels + CK_PANEL - 1) / CK_PANEL * CK_PANEL;
    size_t kept = layer->pooled ? layer->pool.height : 1;
    if (kept > layer->sums.height || ck_conv_keeps_all(&layer->sums))
        kept = layer->sums.height;

    const size_t rows = layer->input.channels * s.input.height * s.input.stride;
    uintptr_t next = (uintptr_t)words;
    s.terms.masks = ck_take(&next, s.terms.count + CK_PANEL, sizeof(uint32_t));
    s.terms.list = ck_take(&next, s.terms.count + CK_PANEL, sizeof(uint32_t));
    s.input.masks = ck_take(&next, rows, sizeof(uint32_t));
    // A row is copied in whole vectors.
    s.input.values = s.input.padded =
        ck_take(&next, rows * s.input.phase + CK_PANEL, sizeof(float));
    s.sums = ck_take(&next, kept * layer->sums.width * s.columns, sizeof(float));
    s.line = ck_take(&next, (layer->output.width + 2 * CK_PANEL) * s.columns, sizeof(float));
    // A boundary may cost up to 63 bytes more than at the address that is counted from.
    *count = (next - (uintptr_t)words + 64 + sizeof(uint32_t) - 1) / sizeof(uint32_t);
    return s;
}

#endif
