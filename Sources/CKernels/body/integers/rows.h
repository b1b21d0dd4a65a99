// Rows of codes, most of them zero, through dense weights: the quads that hold something are listed
// once, then go through several panels together.

/// Lists the quads of a row that are not zero; returns how many.
#ifndef CK_OWN_QUADS
CK_INLINE size_t ck_list_quads(size_t count, const uint8_t *x, uint32_t *index, uint32_t *word) {
    size_t found = 0, i = 0;
    for (; i + 2 <= count; i += 2) {
        uint64_t both;
        __builtin_memcpy(&both, x + i * 4, sizeof both);
        if (both == 0)
            continue;
        for (size_t j = i; j < i + 2; j++) {
            index[found] = (uint32_t)j;
            word[found] = ck_word(x + j * 4);
            found += word[found] != 0;
        }
    }
    for (; i < count; i++) {
        index[found] = (uint32_t)i;
        word[found] = ck_word(x + i * 4);
        found += word[found] != 0;
    }
    return found;
}
#endif

/// A listed row through `panels` panels, a constant where it is called.
CK_INLINE void ck_u8_row(const ck_u8_layer *layer, size_t panel, size_t panels, size_t found,
                         const uint32_t *index, const uint32_t *word, void *y) {
    ck_i32v sums[CK_MAX_PANELS][CK_VECTORS];
    const char *weights[CK_MAX_PANELS];
    for (size_t p = 0; p < panels; p++) {
        weights[p] = (const char *)layer->packed + (panel + p) * layer->quads * CK_QUAD_SIZE;
        for (size_t v = 0; v < CK_VECTORS; v++)
            sums[p][v] = ck_load_i32(layer->start + (panel + p) * CK_PANEL + v * CK_LANES);
    }
    for (size_t i = 0; i < found; i++) {
        const ck_quad_of four = ck_quad(word[i]);
        const size_t place = (size_t)index[i] * CK_QUAD_SIZE;
#pragma clang loop unroll(full)
        for (size_t p = 0; p < panels; p++)
#pragma clang loop unroll(full)
            for (size_t v = 0; v < CK_VECTORS; v++)
                sums[p][v] = ck_dot(sums[p][v], weights[p] + place, v, four);
    }
    for (size_t p = 0; p < panels; p++) {
        const ck_target target = ck_target_of(layer->scale, layer->offset, layer->lowest,
                                              layer->gives_floats, layer->outputs, panel + p);
        ck_write(&target, sums[p], ck_place(y, (panel + p) * CK_PANEL, layer->gives_floats));
    }
}

static void ck_u8_rows(const ck_u8_layer *layer, size_t n, size_t inputs, const uint8_t *x, void *y,
                       uint32_t *words) {
    const size_t panels = (layer->outputs + CK_PANEL - 1) / CK_PANEL;
    uint32_t *index = words, *word = words + layer->quads + 16;
    for (size_t row = 0; row < n; row++, x += inputs) {
        size_t found = ck_list_quads(inputs / 4, x, index, word);
        if (inputs % 4 != 0) {
            uint32_t last = 0;
            __builtin_memcpy(&last, x + inputs / 4 * 4, inputs % 4);
            index[found] = (uint32_t)(inputs / 4);
            word[found++] = last;
        }
        void *target = ck_place(y, row * layer->outputs, layer->gives_floats);
        size_t panel = 0;
        for (; panel + CK_MAX_PANELS <= panels; panel += CK_MAX_PANELS)
            ck_u8_row(layer, panel, CK_MAX_PANELS, found, index, word, target);
        for (; panel + 2 <= panels; panel += 2)
            ck_u8_row(layer, panel, 2, found, index, word, target);
        if (panel < panels)
            ck_u8_row(layer, panel, 1, found, index, word, target);
    }
}
