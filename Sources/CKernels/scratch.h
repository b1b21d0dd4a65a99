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
/// Nonzero inputs listed at once, at most: half a megabyte of lists.
#define CK_MOST_LISTED 65536

typedef struct ck_scratch {
    size_t images;   ///< How many images fit
    uint32_t *index; ///< `[images * K]`, and a vector more
    float *value;    ///< The same
    uint32_t *start; ///< `[images][blocks + 1]`
    float *sums;     ///< `[images][CK_MOST_PANELS * CK_PANEL]`, 64-byte aligned
} ck_scratch;

/// Lays out scratch for K inputs in `words`, and says in `count` how many it takes.
static inline ck_scratch ck_scratch_layout(size_t inputs, uint32_t *words, size_t *count) {
    size_t images = inputs > 0 ? CK_MOST_LISTED / inputs : CK_MOST_IMAGES;
    images = images < 1 ? 1 : images > CK_MOST_IMAGES ? CK_MOST_IMAGES : images;
    size_t list = images * inputs + CK_PANEL;
    // A tile spans at least this many inputs.
    size_t blocks = inputs / (CK_TILE_FLOATS / CK_PANEL / CK_MOST_PANELS) + 1;
    size_t align = 64 / sizeof(float);

    ck_scratch parts = {.images = images};
    parts.index = words;
    parts.value = (float *)(words + list);
    parts.start = words + 2 * list;
    uintptr_t end = (uintptr_t)(parts.start + images * (blocks + 1));
    parts.sums = (float *)((end + 63) & ~(uintptr_t)63);
    *count = 2 * list + images * (blocks + 1) + align + images * CK_MOST_PANELS * CK_PANEL;
    return parts;
}

#endif
