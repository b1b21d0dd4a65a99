/// What the dense kernels keep in the caller's scratch.
#ifndef CK_SCRATCH_H
#define CK_SCRATCH_H

#include "CKernels.h"

/// The most panels of any variant's group.
#define CK_MOST_PANELS 8
/// The weights of a tile: 32 KiB, the level 1 cache of most processors.
#define CK_TILE_FLOATS 8192
/// Images that share a tile before the next one is fetched. More of them gain nothing.
#define CK_MOST_IMAGES 32
/// Values of images that go together, at most: half a megabyte of lists.
#define CK_MOST_LISTED 65536

/// All parts are aligned to 64 bytes, a line of the cache.
typedef struct ck_scratch {
    uint32_t *index;  ///< `[images * K]`, and a vector more
    float *value;     ///< The same
    uint32_t *start;  ///< `[images][blocks + 1]`
    float *sums;      ///< `[images][CK_MOST_PANELS * CK_PANEL]`
    float *hidden[2]; ///< `[images][widest, whole panels]` each, if there are several layers
} ck_scratch;

/// The number of columns that whole panels of `columns` have.
static inline size_t ck_panel_columns(size_t columns) {
    return (columns + CK_PANEL - 1) / CK_PANEL * CK_PANEL;
}

/// Where the parts begin, and how many words they take with what a boundary may cost: in words.
typedef struct ck_scratch_sizes {
    size_t value, start, sums, hidden[2], words;
} ck_scratch_sizes;

static inline ck_scratch_sizes ck_scratch_sizes_of(const ck_f32_stack *stack) {
    const size_t images = stack->images;
    const size_t list = ck_panel_columns(images * stack->widest) + CK_PANEL;
    // A tile spans at least this many inputs.
    const size_t blocks = stack->widest / (CK_TILE_FLOATS / CK_PANEL / CK_MOST_PANELS) + 1;
    const size_t hidden = stack->depth > 1 ? images * ck_panel_columns(stack->widest) : 0;

    ck_scratch_sizes s;
    s.value = list;
    s.start = s.value + list;
    s.sums = s.start + ck_panel_columns(images * (blocks + 1));
    s.hidden[0] = s.sums + images * CK_MOST_PANELS * CK_PANEL;
    s.hidden[1] = s.hidden[0] + hidden;
    s.words = s.hidden[1] + hidden + 64 / sizeof(uint32_t);
    return s;
}

/// The scratch of a stack in `words`.
static inline ck_scratch ck_scratch_at(const ck_f32_stack *stack, uint32_t *words) {
    const ck_scratch_sizes s = ck_scratch_sizes_of(stack);
    ck_scratch parts;
    parts.index = words + (-(uintptr_t)words & 63) / sizeof(uint32_t);
    parts.value = (float *)(parts.index + s.value);
    parts.start = parts.index + s.start;
    parts.sums = (float *)(parts.index + s.sums);
    parts.hidden[0] = (float *)(parts.index + s.hidden[0]);
    parts.hidden[1] = (float *)(parts.index + s.hidden[1]);
    return parts;
}

_Static_assert(sizeof(float) == sizeof(uint32_t), "parts are counted in words");
_Static_assert(CK_PANEL * sizeof(float) % 64 == 0, "whole panels keep parts on lines");

#endif
