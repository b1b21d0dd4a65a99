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

/// Lays out the scratch of a stack in `words`, and says in `count` how many it takes.
static inline ck_scratch ck_scratch_layout(const ck_f32_stack *stack, uint32_t *words,
                                           size_t *count) {
    const size_t images = stack->images;
    const size_t list = ck_panel_columns(images * stack->widest) + CK_PANEL;
    // A tile spans at least this many inputs.
    const size_t blocks = stack->widest / (CK_TILE_FLOATS / CK_PANEL / CK_MOST_PANELS) + 1;
    const size_t starts = ck_panel_columns(images * (blocks + 1));
    const size_t sums = images * CK_MOST_PANELS * CK_PANEL;
    const size_t hidden = stack->depth > 1 ? images * ck_panel_columns(stack->widest) : 0;

    ck_scratch parts;
    parts.index = (uint32_t *)(((uintptr_t)words + 63) & ~(uintptr_t)63);
    parts.value = (float *)(parts.index + list);
    parts.start = parts.index + 2 * list;
    parts.sums = (float *)(parts.start + starts);
    parts.hidden[0] = parts.sums + sums;
    parts.hidden[1] = parts.hidden[0] + hidden;
    *count = 64 / sizeof(uint32_t) + 2 * list + starts + sums + 2 * hidden;
    return parts;
}

#endif
