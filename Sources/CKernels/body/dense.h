// The dense layer: listed inputs times packed weights.
//
// A tile of the weights, a group of panels by a block of inputs, just fits in the level 1 cache.
// It is used for one image after the other before the next tile is fetched; meanwhile the sums of
// the images wait in memory, where no bit of them changes. Within a tile they are in registers.
//
// CK_MAX_PANELS is the number of panels (of CK_PANEL outputs) whose sums fit in registers, and
// CK_MAX_PAIRED the number for two images at once.

#define CK_VECTORS (CK_PANEL / CK_LANES)
#define CK_HALF_VECTORS (CK_PANEL / 2 / CK_HALF_LANES)

/// The sums of an image: whole panels, and behind them half a one where no more columns exist.
typedef struct ck_registers {
    ck_f32v whole[CK_MAX_PANELS][CK_VECTORS];
    ck_f32h half[CK_HALF_VECTORS];
} ck_registers;

/// Where the sums of a group come from, the bias or what there is so far, and where they go.
typedef struct ck_sums {
    const float *from;
    size_t from_stride; ///< from one panel to the next
    float *to;          ///< panel behind panel
} ck_sums;

/// Loads the sums of one image; of the last panel only a half if `half` is set.
CK_INLINE ck_registers ck_sums_load(const size_t panels, const int half, ck_sums sums) {
    ck_registers r;
    const size_t whole = panels - (half != 0);
#pragma clang loop unroll(full)
    for (size_t p = 0; p < whole; p++)
#pragma clang loop unroll(full)
        for (size_t v = 0; v < CK_VECTORS; v++)
            r.whole[p][v] = ck_load(sums.from + p * sums.from_stride + v * CK_LANES);
#pragma clang loop unroll(full)
    for (size_t v = 0; half && v < CK_HALF_VECTORS; v++)
        r.half[v] = ck_load_half(sums.from + whole * sums.from_stride + v * CK_HALF_LANES);
    return r;
}

/// Stores what `ck_sums_load` loaded.
CK_INLINE void ck_sums_store(const size_t panels, const int half, const ck_registers *r,
                             ck_sums sums) {
    const size_t whole = panels - (half != 0);
#pragma clang loop unroll(full)
    for (size_t p = 0; p < whole; p++)
#pragma clang loop unroll(full)
        for (size_t v = 0; v < CK_VECTORS; v++)
            ck_store(sums.to + p * CK_PANEL + v * CK_LANES, r->whole[p][v]);
#pragma clang loop unroll(full)
    for (size_t v = 0; half && v < CK_HALF_VECTORS; v++)
        ck_store_half(sums.to + whole * CK_PANEL + v * CK_HALF_LANES, r->half[v]);
}

/// Adds the terms of `images` lists, as long as all of them last, to the sums of `panels` panels
/// each; of the last one only a half if `half` is set. Returns the number of terms. `images`,
/// `panels` and `half` are constants at every call, so that the loops over them unroll and `sum`
/// stays in registers.
CK_INLINE size_t ck_dense_terms(const size_t images, const size_t panels, const int half,
                                size_t panel_size, const float *weights, const ck_inputs *x,
                                const ck_sums *sums) {
    const size_t whole = panels - (half != 0);
    ck_registers sum[4];
    size_t count = x[0].count;
#pragma clang loop unroll(full)
    for (size_t n = 0; n < images; n++) {
        count = x[n].count < count ? x[n].count : count;
        sum[n] = ck_sums_load(panels, half, sums[n]);
    }

    for (size_t i = 0; i < count; i++)
#pragma clang loop unroll(full)
        for (size_t n = 0; n < images; n++) {
            const float *row = weights + (size_t)x[n].index[i] * CK_PANEL;
            float value = x[n].value[i];
#pragma clang loop unroll(full)
            for (size_t p = 0; p < whole; p++)
#pragma clang loop unroll(full)
                for (size_t v = 0; v < CK_VECTORS; v++)
                    sum[n].whole[p][v] =
                        ck_fma(ck_splat(value), ck_load(row + p * panel_size + v * CK_LANES),
                               sum[n].whole[p][v]);
#pragma clang loop unroll(full)
            for (size_t v = 0; half && v < CK_HALF_VECTORS; v++)
                sum[n].half[v] = ck_fma_half(
                    (ck_f32h)value, ck_load_half(row + whole * panel_size + v * CK_HALF_LANES),
                    sum[n].half[v]);
        }

#pragma clang loop unroll(full)
    for (size_t n = 0; n < images; n++)
        ck_sums_store(panels, half, &sum[n], sums[n]);
    return count;
}

/// The same for images that list every input: each row of weights is loaded once for all of them.
CK_INLINE void ck_dense_all_terms(const size_t images, const size_t panels, const int half,
                                  size_t panel_size, const float *weights, const ck_inputs *x,
                                  const ck_sums *sums) {
    const size_t whole = panels - (half != 0);
    ck_registers sum[4];
#pragma clang loop unroll(full)
    for (size_t n = 0; n < images; n++)
        sum[n] = ck_sums_load(panels, half, sums[n]);

    const float *row = weights + (size_t)x[0].index[0] * CK_PANEL;
    for (size_t i = 0; i < x[0].count; i++, row += CK_PANEL) {
#pragma clang loop unroll(full)
        for (size_t p = 0; p < whole; p++)
#pragma clang loop unroll(full)
            for (size_t v = 0; v < CK_VECTORS; v++) {
                ck_f32v weight = ck_load(row + p * panel_size + v * CK_LANES);
#pragma clang loop unroll(full)
                for (size_t n = 0; n < images; n++)
                    sum[n].whole[p][v] =
                        ck_fma(ck_splat(x[n].value[i]), weight, sum[n].whole[p][v]);
            }
#pragma clang loop unroll(full)
        for (size_t v = 0; half && v < CK_HALF_VECTORS; v++) {
            ck_f32h weight = ck_load_half(row + whole * panel_size + v * CK_HALF_LANES);
#pragma clang loop unroll(full)
            for (size_t n = 0; n < images; n++)
                sum[n].half[v] = ck_fma_half((ck_f32h)x[n].value[i], weight, sum[n].half[v]);
        }
    }

#pragma clang loop unroll(full)
    for (size_t n = 0; n < images; n++)
        ck_sums_store(panels, half, &sum[n], sums[n]);
}

/// Adds all terms of `images` lists, none of which has more than `most`.
///
/// Images that go together load weights once if nothing is zero. If not, they keep the multipliers
/// of a narrow layer busy, where each sum would otherwise wait for the one before.
CK_INLINE void ck_dense_images(const size_t images, const size_t panels, const int half,
                               size_t panel_size, const float *weights, size_t most,
                               const ck_inputs *x, const ck_sums *sums) {
    size_t listed = 0;
    for (size_t n = 0; n < images; n++)
        listed += x[n].count;
    if (images > 1 && listed == images * most) {
        ck_dense_all_terms(images, panels, half, panel_size, weights, x, sums);
    } else if (panels > 2) {
        for (size_t n = 0; n < images; n++)
            ck_dense_terms(1, panels, half, panel_size, weights, &x[n], &sums[n]);
    } else {
        size_t done = ck_dense_terms(images, panels, half, panel_size, weights, x, sums);
        for (size_t n = 0; images > 1 && n < images; n++) {
            ck_inputs rest = {x[n].count - done, x[n].index + done, x[n].value + done};
            ck_sums on = {sums[n].to, CK_PANEL, sums[n].to};
            ck_dense_terms(1, panels, half, panel_size, weights, &rest, &on);
        }
    }
}

/// Runs one group of panels over all lists, tile by tile. `sums` takes the results, image behind
/// image.
CK_INLINE void ck_dense_tiles(const size_t panels, const int half, size_t panel_size,
                              const float *packed, const ck_lists *lists, float *sums) {
    const size_t together = panels == 1 ? 4 : panels <= CK_MAX_PAIRED ? 2 : 1;
    const size_t width = panels * CK_PANEL;
    const float *weights = packed + CK_PANEL; // Past the bias.
    for (size_t block = 0; block < lists->blocks; block++) {
        const size_t left = lists->inputs - block * lists->size;
        const size_t most = left < lists->size ? left : lists->size;
        ck_inputs x[4];
        ck_sums own[4];
        size_t waiting = 0;
        for (size_t image = 0; image < lists->images; image++) {
            float *to = sums + image * width;
            x[waiting] = ck_listed(lists, image, block);
            own[waiting] =
                block == 0 ? (ck_sums){packed, panel_size, to} : (ck_sums){to, CK_PANEL, to};
            // The first block is never passed over: it brings the bias.
            if (x[waiting].count == 0 && block > 0)
                continue;
            if (++waiting == together) {
                ck_dense_images(together, panels, half, panel_size, weights, most, x, own);
                waiting = 0;
            }
        }
        for (size_t n = 0; n < waiting; n++)
            ck_dense_images(1, panels, half, panel_size, weights, most, &x[n], &own[n]);
    }
}

static void ck_dense_group(size_t panels, int half, size_t panel_size, const float *packed,
                           const ck_lists *lists, float *sums) {
    switch (panels) {
#define CK_CASE(count)                                                                             \
    case count:                                                                                    \
        if (half)                                                                                  \
            ck_dense_tiles(count, 1, panel_size, packed, lists, sums);                             \
        else                                                                                       \
            ck_dense_tiles(count, 0, panel_size, packed, lists, sums);                             \
        break;
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
#if CK_MAX_PANELS >= 6
        CK_CASE(5)
        CK_CASE(6)
#endif
#if CK_MAX_PANELS >= 8
        CK_CASE(7)
        CK_CASE(8)
#endif
#undef CK_CASE
    }
}

/// How many panels go together: groups of nearly equal size, as the last one would otherwise wait
/// for its few chains.
static size_t ck_group_size(size_t outputs) {
    size_t panels = (outputs + CK_PANEL - 1) / CK_PANEL;
    size_t groups = (panels + CK_MAX_PANELS - 1) / CK_MAX_PANELS;
    return groups > 0 ? (panels + groups - 1) / groups : 1;
}

/// How many inputs a tile spans. A few images would not make up for the way of their sums to
/// memory and back.
static size_t ck_block_size(size_t images, size_t group) {
    return images < 4 ? SIZE_MAX : CK_TILE_FLOATS / (group * CK_PANEL) / CK_PANEL * CK_PANEL;
}

/// Runs listed images through the layer; y is `[images, outputs]`.
static void ck_dense_listed(const ck_f32_dense *layer, size_t group, const ck_lists *lists,
                            float *sums, float *y) {
    const size_t panel_size = (layer->inputs + 1) * CK_PANEL;
    const float *packed = layer->packed;
    for (size_t first = 0; first < layer->outputs; first += group * CK_PANEL) {
        size_t columns = layer->outputs - first;
        columns = columns < group * CK_PANEL ? columns : group * CK_PANEL;
        size_t panels = (columns + CK_PANEL - 1) / CK_PANEL;
        int half = panels * CK_PANEL - columns >= CK_PANEL / 2;
        ck_dense_group(panels, half, panel_size, packed, lists, sums);
        for (size_t image = 0; image < lists->images; image++)
            __builtin_memcpy(y + image * layer->outputs + first, sums + image * panels * CK_PANEL,
                             columns * sizeof(float));
        packed += group * panel_size;
    }
}

#define CK_DENSE(name, element, list)                                                              \
    static void name(const ck_f32_dense *layer, size_t n, const element *x, float *y,              \
                     uint32_t *words) {                                                            \
        size_t count;                                                                              \
        const ck_scratch scratch = ck_scratch_layout(layer->inputs, words, &count);                \
        const size_t group = ck_group_size(layer->outputs);                                        \
        while (n > 0) {                                                                            \
            size_t images = n < scratch.images ? n : scratch.images;                               \
            size_t size = ck_block_size(images, group);                                            \
            ck_lists lists = list(images, layer->inputs, size, x, &scratch);                       \
            ck_dense_listed(layer, group, &lists, scratch.sums, y);                                \
            x += images * layer->inputs;                                                           \
            y += images * layer->outputs;                                                          \
            n -= images;                                                                           \
        }                                                                                          \
    }

CK_DENSE(ck_u8_dense, uint8_t, ck_u8_list)
CK_DENSE(ck_f32_dense_rows, float, ck_f32_list)
