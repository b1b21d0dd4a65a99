// Windows of codes through dense weights: a tile of windows, some panels of outputs at a time.

#define CK_QUAD_SIZE ((CK_FORM == CK_S8_QUADS ? 4 : 8) * CK_PANEL)

CK_INLINE uint32_t ck_word(const uint8_t *source) {
    uint32_t word;
    __builtin_memcpy(&word, source, sizeof word);
    return word;
}

typedef ck_i32v ck_tile_sums[CK_TILE][CK_TILE_PANELS][CK_VECTORS];

/// The sums of `tile` windows in `panels` panels, both constants where it is called.
CK_INLINE void ck_u8_tile_sums(const ck_u8_layer *layer, size_t panel, size_t panels, size_t tile,
                               const uint32_t *windows, const uint8_t *x, ck_tile_sums sums) {
    const char *weights[CK_TILE_PANELS];
#pragma clang loop unroll(full)
    for (size_t p = 0; p < panels; p++) {
        weights[p] = (const char *)layer->packed + (panel + p) * layer->quads * CK_QUAD_SIZE;
#pragma clang loop unroll(full)
        for (size_t v = 0; v < CK_VECTORS; v++)
            for (size_t i = 0; i < tile; i++)
                sums[i][p][v] = ck_load_i32(layer->start + (panel + p) * CK_PANEL + v * CK_LANES);
    }
    const uint8_t *base[CK_TILE];
#pragma clang loop unroll(full)
    for (size_t i = 0; i < tile; i++)
        base[i] = x + windows[i];
    const uint32_t *places = layer->places;
    for (size_t quad = 0; quad < layer->quads; quad++) {
        const size_t place = places[quad];
#pragma clang loop unroll(full)
        for (size_t i = 0; i < tile; i++) {
            const ck_quad_of four = ck_quad(ck_word(base[i] + place));
#pragma clang loop unroll(full)
            for (size_t p = 0; p < panels; p++)
#pragma clang loop unroll(full)
                for (size_t v = 0; v < CK_VECTORS; v++)
                    sums[i][p][v] =
                        ck_dot(sums[i][p][v], weights[p] + quad * CK_QUAD_SIZE, v, four);
        }
    }
}

/// The largest sums of each `group` windows that follow one another, a constant where it is called.
/// Numbers and codes rise with sums, so that these are those of the largest code, too.
CK_INLINE void ck_pool_sums(size_t panels, size_t tile, size_t group, ck_tile_sums sums) {
#pragma clang loop unroll(full)
    for (size_t i = 0; i < tile; i += group)
#pragma clang loop unroll(full)
        for (size_t p = 0; p < panels; p++)
#pragma clang loop unroll(full)
            for (size_t v = 0; v < CK_VECTORS; v++) {
                ck_i32v largest = sums[i][p][v];
#pragma clang loop unroll(full)
                for (size_t j = 1; j < group; j++)
                    largest = __builtin_elementwise_max(largest, sums[i + j][p][v]);
                sums[i / group][p][v] = largest;
            }
}

/// Windows through some panels, to results that begin at y.
CK_INLINE void ck_u8_tile(const ck_u8_layer *layer, size_t panel, size_t panels, size_t tile,
                          size_t group, const uint32_t *windows, const uint8_t *x, void *y) {
    ck_tile_sums sums;
    ck_u8_tile_sums(layer, panel, panels, tile, windows, x, sums);
    ck_pool_sums(panels, tile, group, sums);
    const size_t outputs = layer->outputs;
#pragma clang loop unroll(full)
    for (size_t p = 0; p < panels; p++) {
        const ck_target target =
            ck_target_of(layer->scale, layer->offset, layer->lowest, outputs, panel + p);
        const size_t first = (panel + p) * CK_PANEL;
        if (layer->gives_floats) {
            for (size_t i = 0; i < tile / group; i++)
                ck_write_sums_as_floats(&target, sums[i][p], (float *)y + i * outputs + first);
        } else {
#pragma clang loop unroll(full)
            for (size_t i = 0; i < tile / group; i++)
                ck_write_sums_as_codes(&target, sums[i][p], (uint8_t *)y + i * outputs + first);
        }
    }
}

/// All windows through some panels.
CK_INLINE void ck_u8_some_panels(const ck_u8_layer *layer, size_t panel, size_t panels, size_t n,
                                 const uint32_t *windows, const uint8_t *x, void *y) {
    const size_t size = layer->gives_floats ? sizeof(float) : 1, row = layer->outputs * size;
    char *to = y;
    if (layer->group == 4) {
        for (; n >= CK_TILE; n -= CK_TILE, windows += CK_TILE, to += CK_TILE / 4 * row)
            ck_u8_tile(layer, panel, panels, CK_TILE, 4, windows, x, to);
        for (; n >= 4; n -= 4, windows += 4, to += row)
            ck_u8_tile(layer, panel, panels, 4, 4, windows, x, to);
        return;
    }
    // Tiles of about the same size: small ones take as long as larger ones.
    for (size_t tiles = (n + CK_TILE - 1) / CK_TILE; tiles > 0; tiles--) {
        const size_t tile = (n + tiles - 1) / tiles;
        switch (tile) {
#define CK_CASE(count)                                                                             \
    case count:                                                                                    \
        ck_u8_tile(layer, panel, panels, count, 1, windows, x, to);                                \
        break;
            CK_CASE(1)
            CK_CASE(2)
            CK_CASE(3)
            CK_CASE(4)
#if CK_TILE == 8
            CK_CASE(5)
            CK_CASE(6)
            CK_CASE(7)
            CK_CASE(8)
#endif
#undef CK_CASE
        }
        n -= tile;
        windows += tile;
        to += tile * row;
    }
}

static void ck_u8_windows(const ck_u8_layer *layer, size_t n, const uint32_t *windows,
                          const uint8_t *x, void *y) {
    const size_t panels = (layer->outputs + CK_PANEL - 1) / CK_PANEL;
    size_t panel = 0;
    for (; panel + CK_TILE_PANELS <= panels; panel += CK_TILE_PANELS)
        ck_u8_some_panels(layer, panel, CK_TILE_PANELS, n, windows, x, y);
#if CK_TILE_PANELS == 2
    if (panel < panels)
        ck_u8_some_panels(layer, panel, 1, n, windows, x, y);
#endif
}
