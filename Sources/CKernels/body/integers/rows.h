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

/// The quads of a row that are not zero.
typedef struct ck_quad_list {
    size_t count;
    const uint32_t *index, *word;
} ck_quad_list;

/// Lists a row of `inputs` codes in memory for `quads + 16` indices and as many words.
CK_INLINE ck_quad_list ck_list_row(size_t inputs, const uint8_t *x, size_t quads, uint32_t *words) {
    uint32_t *index = words, *word = words + quads + 16;
    size_t found = ck_list_quads(inputs / 4, x, index, word);
    if (inputs % 4 != 0) {
        uint32_t last = 0;
        __builtin_memcpy(&last, x + inputs / 4 * 4, inputs % 4);
        index[found] = (uint32_t)(inputs / 4);
        word[found++] = last;
    }
    return (ck_quad_list){found, index, word};
}

/// Sums that are added to at the same time, so that none waits for itself.
#define CK_CHAINS(panels) (panels * CK_VECTORS >= 8 ? 1 : 8 / (panels * CK_VECTORS))

/// A listed row through `panels` panels, a constant where it is called.
CK_INLINE void ck_u8_row(const ck_u8_layer *layer, size_t panel, size_t panels, ck_quad_list row,
                         void *y) {
    const size_t chains = CK_CHAINS(panels);
    ck_i32v sums[CK_MAX_PANELS][8][CK_VECTORS];
    const char *weights[CK_MAX_PANELS];
#pragma clang loop unroll(full)
    for (size_t p = 0; p < panels; p++) {
        weights[p] = (const char *)layer->packed + (panel + p) * layer->quads * CK_QUAD_SIZE;
#pragma clang loop unroll(full)
        for (size_t v = 0; v < CK_VECTORS; v++) {
            sums[p][0][v] = ck_load_i32(layer->start + (panel + p) * CK_PANEL + v * CK_LANES);
#pragma clang loop unroll(full)
            for (size_t c = 1; c < chains; c++)
                sums[p][c][v] = (ck_i32v)0;
        }
    }
    size_t i = 0;
    for (; i + chains <= row.count; i += chains) {
#pragma clang loop unroll(full)
        for (size_t c = 0; c < chains; c++) {
            const ck_quad_of four = ck_quad(row.word[i + c]);
            const size_t place = (size_t)row.index[i + c] * CK_QUAD_SIZE;
#pragma clang loop unroll(full)
            for (size_t p = 0; p < panels; p++)
#pragma clang loop unroll(full)
                for (size_t v = 0; v < CK_VECTORS; v++)
                    sums[p][c][v] = ck_dot(sums[p][c][v], weights[p] + place, v, four);
        }
    }
    for (; i < row.count; i++) {
        const ck_quad_of four = ck_quad(row.word[i]);
        const size_t place = (size_t)row.index[i] * CK_QUAD_SIZE;
#pragma clang loop unroll(full)
        for (size_t p = 0; p < panels; p++)
#pragma clang loop unroll(full)
            for (size_t v = 0; v < CK_VECTORS; v++)
                sums[p][0][v] = ck_dot(sums[p][0][v], weights[p] + place, v, four);
    }
#pragma clang loop unroll(full)
    for (size_t p = 0; p < panels; p++) {
#pragma clang loop unroll(full)
        for (size_t v = 0; v < CK_VECTORS; v++)
#pragma clang loop unroll(full)
            for (size_t c = 1; c < chains; c++)
                sums[p][0][v] += sums[p][c][v];
        const ck_target target =
            ck_target_of(layer->scale, layer->offset, layer->lowest, layer->outputs, panel + p);
        ck_write(&target, sums[p][0], y, (panel + p) * CK_PANEL, layer->gives_floats);
    }
}

/// Bytes of weights that stay in the first cache while a block of rows goes by.
#define CK_KEPT_WEIGHTS 28672

/// A block of listed rows through all panels, as many at a time as are kept.
CK_INLINE void ck_u8_row_block(const ck_u8_layer *layer, size_t n, const ck_quad_list *rows,
                               char *y) {
    const size_t panels = (layer->outputs + CK_PANEL - 1) / CK_PANEL;
    const size_t row = layer->outputs * (layer->gives_floats ? sizeof(float) : 1);
    const size_t one = layer->quads * CK_QUAD_SIZE;
    // A row by itself goes through many panels: its weights are read once either way.
    const size_t most = n < 4 ? CK_MAX_PANELS : CK_KEPT_WEIGHTS / one;
    size_t panel = 0;
    for (; most >= CK_MAX_PANELS && panel + CK_MAX_PANELS <= panels; panel += CK_MAX_PANELS)
        for (size_t i = 0; i < n; i++)
            ck_u8_row(layer, panel, CK_MAX_PANELS, rows[i], y + i * row);
    for (; panel + 2 <= panels; panel += 2)
        for (size_t i = 0; i < n; i++)
            ck_u8_row(layer, panel, 2, rows[i], y + i * row);
    for (; panel < panels; panel++)
        for (size_t i = 0; i < n; i++)
            ck_u8_row(layer, panel, 1, rows[i], y + i * row);
}

/// Whether tiles, for which nothing is passed over, are faster: they read weights less often, which
/// counts where four products are one instruction.
CK_INLINE int ck_rows_are_full(const ck_u8_layer *layer, size_t n, size_t inputs, size_t found) {
    const size_t quads = n * layer->quads;
    const int kept = CK_FORM == CK_S8_PAIRS || layer->quads * CK_QUAD_SIZE * 2 <= CK_KEPT_WEIGHTS;
    // Where a row ends inside of a quad a tile would read after it.
    return n >= 4 && inputs % 4 == 0 && (kept ? found * 4 > quads * 3 : found * 2 > quads);
}

static void ck_u8_rows(const ck_u8_layer *layer, size_t n, size_t inputs, const uint8_t *x, void *y,
                       uint32_t *words) {
    const size_t outputs = layer->outputs * (layer->gives_floats ? sizeof(float) : 1);
    for (size_t first = 0; first < n; first += CK_U8_ROWS) {
        const size_t count = n - first < CK_U8_ROWS ? n - first : CK_U8_ROWS;
        const uint8_t *from = x + first * inputs;
        char *to = (char *)y + first * outputs;
        ck_quad_list rows[CK_U8_ROWS];
        uint32_t starts[CK_U8_ROWS];
        size_t found = 0;
        for (size_t i = 0; i < count; i++) {
            starts[i] = (uint32_t)(i * inputs);
            rows[i] = ck_list_row(inputs, from + starts[i], layer->quads,
                                  words + i * 2 * (layer->quads + 16));
            found += rows[i].count;
        }
        if (ck_rows_are_full(layer, count, inputs, found))
            ck_u8_windows(layer, count, starts, from, to);
        else
            ck_u8_row_block(layer, count, rows, to);
    }
}
