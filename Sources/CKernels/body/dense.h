// The dense layer: inputs times packed weights, tile by tile.
//
// A tile of the weights, a group of panels by a block of inputs, just fits in the level 1 cache.
// It is used for one image after the other before the next tile is fetched; meanwhile the sums of
// the images wait in memory, where no bit of them changes. Within a tile they are in registers.
// Layers so narrow that four images fit in registers do without tiles: those four walk over all
// inputs side by side, and rows that one fetched are still there when the others come by.

/// How a layer is cut into groups of panels.
typedef struct ck_groups {
    size_t panels; ///< of all outputs, the last one perhaps not full
    size_t size;   ///< Panels per group; the last group may have fewer
} ck_groups;

/// Groups of nearly equal size, as a small last one would wait for its few chains.
static ck_groups ck_groups_make(size_t outputs) {
    const size_t panels = (outputs + CK_PANEL - 1) / CK_PANEL;
    if (panels <= CK_MAX_PANELS)
        return (ck_groups){panels, panels > 0 ? panels : 1};
    const size_t groups = (panels + CK_MAX_PANELS - 1) / CK_MAX_PANELS;
    return (ck_groups){panels, (panels + groups - 1) / groups};
}

/// How many images have their sums in registers at once.
CK_INLINE size_t ck_together(size_t panels) {
    return panels == 1 || 2 * panels <= CK_MAX_PAIRED ? 4 : panels <= CK_MAX_PAIRED ? 2 : 1;
}

/// How many inputs a tile spans. A few images would not make up for the way of their sums to
/// memory and back.
static size_t ck_block_size(size_t images, ck_groups groups) {
    if (images < 4 || (groups.panels == groups.size && ck_together(groups.panels) == 4))
        return SIZE_MAX;
    return CK_TILE_FLOATS / (groups.size * CK_PANEL) / CK_PANEL * CK_PANEL;
}

/// A group of panels, and where its biases and weights are.
typedef struct ck_group {
    const float *bias; ///< panel after panel
    const float *strip_bias;
    ck_weights weights;
} ck_group;

/// Runs one group of `panels` and `quarters` over all lists. `sums` takes the results, image after
/// image.
CK_INLINE void ck_group_terms(const size_t panels, const size_t quarters, const ck_group *group,
                              const ck_lists *lists, float *sums) {
    const size_t together = ck_together(panels + (quarters > 0));
    const size_t width = (panels + (quarters > 0)) * CK_PANEL;
    const ck_weights weights = group->weights;
    if (lists->rows.images == 1) {
        // The way of a single image is short: what surrounds the sums counts there.
        const ck_inputs x = ck_listed(lists, 0, 0);
        const ck_sums own = {group->bias, weights.panel_size, group->strip_bias, sums};
        ck_image_terms(1, panels, quarters, weights, 0, 0, &x, &own);
        return;
    }
    for (size_t block = 0; block < lists->blocks; block++) {
        const size_t first = block > 0 ? block * lists->size : 0;
        const size_t left = lists->rows.inputs - first;
        const size_t most = left < lists->size ? left : lists->size;
        ck_inputs x[4];
        ck_sums own[4];
        size_t waiting = 0;
        for (size_t image = 0; image < lists->rows.images; image++) {
            float *to = sums + image * width;
            x[waiting] = ck_listed(lists, image, block);
            own[waiting] = block == 0
                               ? (ck_sums){group->bias, weights.panel_size, group->strip_bias, to}
                               : (ck_sums){to, CK_PANEL, to + panels * CK_PANEL, to};
            // The first block is never passed over: it brings the bias.
            if (x[waiting].count == 0 && block > 0)
                continue;
            if (++waiting == together) {
                ck_image_terms(together, panels, quarters, weights, first, most, x, own);
                waiting = 0;
            }
        }
        for (size_t n = 0; n < waiting; n++)
            ck_image_terms(1, panels, quarters, weights, first, most, &x[n], &own[n]);
    }
}

/// Calls `ck_group_terms` with constants: up to CK_MAX_PANELS panels, the last one perhaps of one
/// or two quarters.
static void ck_group_run(size_t panels, size_t quarters, const ck_group *group,
                         const ck_lists *lists, float *sums) {
    switch (panels * 3 + quarters) {
    case 0:
        return; // No outputs
#define CK_CASE(count)                                                                             \
    case count * 3:                                                                                \
        ck_group_terms(count, 0, group, lists, sums);                                              \
        return;                                                                                    \
    case (count - 1) * 3 + 1:                                                                      \
        ck_group_terms(count - 1, 1, group, lists, sums);                                          \
        return;                                                                                    \
    case (count - 1) * 3 + 2:                                                                      \
        ck_group_terms(count - 1, 2, group, lists, sums);                                          \
        return;
        CK_CASE(1)
#if CK_MAX_PANELS >= 2
        CK_CASE(2)
#endif
#if CK_MAX_PANELS >= 3
        CK_CASE(3)
#endif
#if CK_MAX_PANELS >= 4
        CK_CASE(4)
#endif
#if CK_MAX_PANELS >= 5
        CK_CASE(5)
#endif
#if CK_MAX_PANELS >= 6
        CK_CASE(6)
#endif
#if CK_MAX_PANELS >= 7
        CK_CASE(7)
#endif
#if CK_MAX_PANELS >= 8
        CK_CASE(8)
#endif
#if CK_MAX_PANELS > 8
#error "a case is missing for each number of panels above 8"
#endif
#undef CK_CASE
    }
    // No other number can come from `ck_groups_make`.
    __builtin_trap();
}

/// Runs inputs through a group of panels, whose `columns` outputs begin with `first`, and the
/// activation. Otherwise as `ck_layer_run`.
CK_INLINE int ck_columns_run(const size_t images, const ck_f32_layer *layer, size_t all_panels,
                             size_t first, size_t columns, const ck_lists *lists, float *sums,
                             float *y, size_t stride) {
    const ck_f32_dense *dense = &layer->dense;
    const size_t panel_size = (dense->inputs + 1) * CK_PANEL;
    const size_t strip = ck_strip_width(dense->outputs);
    const float *packed = dense->packed + first / CK_PANEL * panel_size;
    const float *packed_strip = dense->packed + all_panels * panel_size;
    const ck_group group = {
        packed, packed_strip, {packed + CK_PANEL, panel_size, packed_strip + strip}};
    const size_t panels = (columns + CK_PANEL - 1) / CK_PANEL, width = panels * CK_PANEL;
    const size_t quarters = first + columns == dense->outputs ? strip / CK_QUARTER : 0;
    ck_group_run(panels - (quarters > 0), quarters, &group, lists, sums);
    // Rows without gaps are one long row.
    return width == stride
               ? ck_finish(layer->activation, 1, images * width, sums, width, y, width)
               : ck_finish(layer->activation, images, columns, sums, width, y + first, stride);
}

/// Runs inputs of `images` images through a layer and its activation. y is `[images][stride]`; if
/// there is room for whole panels, the columns after the outputs may be overwritten. Returns 0 if
/// no output is zero.
CK_INLINE int ck_layer_run(const size_t images, const ck_f32_layer *layer, ck_groups groups,
                           const ck_lists *lists, float *sums, float *y, size_t stride) {
    const size_t outputs = layer->dense.outputs, most = groups.size * CK_PANEL;
    if (outputs <= most)
        return ck_columns_run(images, layer, groups.panels, 0, outputs, lists, sums, y, stride);
    int zero = 0;
    for (size_t first = 0; first < outputs; first += most) {
        const size_t left = outputs - first, columns = left < most ? left : most;
        zero |=
            ck_columns_run(images, layer, groups.panels, first, columns, lists, sums, y, stride);
    }
    return zero;
}
