// Windows of codes through dense weights: a tile of windows, a panel of outputs at a time.

#define CK_QUAD_SIZE ((CK_FORM == CK_S8_QUADS ? 4 : 8) * CK_PANEL)

CK_INLINE uint32_t ck_word(const uint8_t *source) {
    uint32_t word;
    __builtin_memcpy(&word, source, sizeof word);
    return word;
}

/// `tile` windows, a constant where it is called, through one panel.
CK_INLINE void ck_u8_tile(const ck_u8_layer *layer, size_t panel, size_t tile,
                          const uint32_t *windows, const uint8_t *x, void *y) {
    ck_i32v sums[CK_TILE][CK_VECTORS];
    for (size_t i = 0; i < tile; i++)
        for (size_t v = 0; v < CK_VECTORS; v++)
            sums[i][v] = ck_load_i32(layer->start + panel * CK_PANEL + v * CK_LANES);
    const uint8_t *base[CK_TILE];
    for (size_t i = 0; i < tile; i++)
        base[i] = x + windows[i];
    const uint32_t *places = layer->places;
    const char *weights = (const char *)layer->packed + panel * layer->quads * CK_QUAD_SIZE;
    for (size_t quad = 0; quad < layer->quads; quad++, weights += CK_QUAD_SIZE) {
        const size_t place = places[quad];
#pragma clang loop unroll(full)
        for (size_t i = 0; i < tile; i++) {
            const ck_quad_of four = ck_quad(ck_word(base[i] + place));
#pragma clang loop unroll(full)
            for (size_t v = 0; v < CK_VECTORS; v++)
                sums[i][v] = ck_dot(sums[i][v], weights, v, four);
        }
    }
    const ck_target target = ck_target_of(layer->scale, layer->offset, layer->lowest,
                                          layer->gives_floats, layer->outputs, panel);
    for (size_t i = 0; i < tile; i++)
        ck_write(&target, sums[i],
                 ck_place(y, i * layer->outputs + panel * CK_PANEL, layer->gives_floats));
}

static void ck_u8_windows(const ck_u8_layer *layer, size_t n, const uint32_t *windows,
                          const uint8_t *x, void *y) {
    for (size_t panel = 0; panel * CK_PANEL < layer->outputs; panel++) {
        size_t i = 0;
        for (; i + CK_TILE <= n; i += CK_TILE)
            ck_u8_tile(layer, panel, CK_TILE, windows + i, x,
                       ck_place(y, i * layer->outputs, layer->gives_floats));
        for (; i < n; i++)
            ck_u8_tile(layer, panel, 1, windows + i, x,
                       ck_place(y, i * layer->outputs, layer->gives_floats));
    }
}
