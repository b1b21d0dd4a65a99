// Sums by the tiles of AMX, whose one instruction adds 64 products to each of 16 times 16 sums: 32
// rows and two panels at a time. Sums of integers are exact, so that these are the same.

/// The rows of a tile, and the codes of each.
#define CK_AMX_ROWS 16
#define CK_AMX_CODES 64
/// The rows of a block, and the sums of one.
#define CK_AMX_BLOCK_ROWS (2 * CK_AMX_ROWS)
#define CK_AMX_BLOCK_SUMS (2 * CK_PANEL)
/// Measured: fewer rows than this are no faster than without tiles.
#define CK_AMX_FEWEST_ROWS 4

/// The codes of a block of rows, in chunks of CK_AMX_CODES. Zeros follow the last code up to
/// the end of its chunk: weights are read to there, whatever they are.
typedef struct ck_amx_codes {
    size_t rows;
    uint8_t *codes;       ///< of row 0, aligned
    size_t stride;        ///< from row to row
    const uint16_t *list; ///< the chunks that count
    size_t count;
} ck_amx_codes;

/// What LDTILECFG reads. Tiles 0 to 3 are sums, 4 and 5 codes, 6 and 7 weights.
typedef struct ck_amx_config {
    uint8_t palette, start_row, reserved[14];
    uint16_t bytes[16];
    uint8_t rows[16];
} ck_amx_config;

/// Shapes the tiles for blocks of `rows` rows, up to CK_AMX_BLOCK_ROWS, and of fewer: what is in
/// the rows after theirs is added up and not used.
static void ck_amx_configure(size_t rows) {
    const uint8_t first = rows < CK_AMX_ROWS ? (uint8_t)rows : CK_AMX_ROWS;
    const uint8_t second = (uint8_t)(rows - first);
    ck_amx_config config = {.palette = 1,
                            .rows = {first, first, second, second, first, second, 16, 16}};
    for (size_t tile = 0; tile < 8; tile++)
        config.bytes[tile] = config.rows[tile] > 0 ? CK_AMX_CODES : 0;
    _tile_loadconfig(&config);
}

/// The sums of a block in one or two panels, without what they start from.
CK_INLINE void ck_amx_add_products(const ck_u8_layer *layer, size_t panel, int has_second_panel,
                                   int has_second_rows, const ck_amx_codes *block,
                                   int32_t sums[CK_AMX_BLOCK_ROWS][CK_AMX_BLOCK_SUMS]) {
    const size_t weights_size = layer->quads * CK_QUAD_SIZE;
    const char *weights = (const char *)layer->packed + panel * weights_size;
    _tile_zero(0);
    if (has_second_panel)
        _tile_zero(1);
    if (has_second_rows)
        _tile_zero(2);
    if (has_second_rows && has_second_panel)
        _tile_zero(3);
    for (size_t i = 0; i < block->count; i++) {
        const size_t chunk = block->list[i], stride = block->stride;
        const uint8_t *codes = block->codes + chunk * CK_AMX_CODES;
        const char *at = weights + chunk * CK_AMX_CODES * CK_PANEL;
        _tile_loadd(6, at, CK_AMX_CODES);
        _tile_loadd(4, codes, stride);
        _tile_dpbusd(0, 4, 6);
        if (has_second_rows) {
            _tile_loadd(5, codes + CK_AMX_ROWS * stride, stride);
            _tile_dpbusd(2, 5, 6);
        }
        if (has_second_panel) {
            _tile_loadd(7, at + weights_size, CK_AMX_CODES);
            _tile_dpbusd(1, 4, 7);
            if (has_second_rows)
                _tile_dpbusd(3, 5, 7);
        }
    }
    const size_t row = CK_AMX_BLOCK_SUMS * sizeof(int32_t);
    _tile_stored(0, sums[0], row);
    if (has_second_panel)
        _tile_stored(1, sums[0] + CK_PANEL, row);
    if (has_second_rows)
        _tile_stored(2, sums[CK_AMX_ROWS], row);
    if (has_second_rows && has_second_panel)
        _tile_stored(3, sums[CK_AMX_ROWS] + CK_PANEL, row);
}

/// Writes what the sums of one panel of a block give.
CK_INLINE void ck_amx_write(const ck_u8_layer *layer, size_t panel, size_t rows, size_t group,
                            int gives_floats, const int32_t *sums, char *y) {
    const size_t row = layer->outputs * (gives_floats ? sizeof(float) : 1);
    const ck_target target =
        ck_target_of(layer->scale, layer->offset, layer->lowest, layer->outputs, panel);
    const ck_i32v start = ck_load_i32(layer->start + panel * CK_PANEL);
    for (size_t i = 0; i < rows; i += group, y += row) {
        ck_i32v largest = ck_load_i32(sums + i * CK_AMX_BLOCK_SUMS);
        for (size_t j = 1; j < group; j++)
            largest =
                __builtin_elementwise_max(largest, ck_load_i32(sums + (i + j) * CK_AMX_BLOCK_SUMS));
        largest += start;
        ck_write(&target, &largest, y, panel * CK_PANEL, gives_floats);
    }
}

CK_INLINE void ck_amx_write_panel(const ck_u8_layer *layer, size_t panel, size_t rows,
                                  const int32_t *sums, char *y) {
    if (layer->gives_floats)
        ck_amx_write(layer, panel, rows, layer->group, 1, sums, y);
    else if (layer->group == 4)
        ck_amx_write(layer, panel, rows, 4, 0, sums, y);
    else
        ck_amx_write(layer, panel, rows, 1, 0, sums, y);
}

/// A block through all panels, to results that begin at y.
static void ck_amx_block(const ck_u8_layer *layer, const ck_amx_codes *block, char *y) {
    const size_t panels = (layer->outputs + CK_PANEL - 1) / CK_PANEL;
    const int has_second_rows = block->rows > CK_AMX_ROWS;
    int32_t sums[CK_AMX_BLOCK_ROWS][CK_AMX_BLOCK_SUMS];
    for (size_t panel = 0; panel < panels; panel += 2) {
        const int has_second_panel = panel + 1 < panels;
        if (has_second_panel && has_second_rows)
            ck_amx_add_products(layer, panel, 1, 1, block, sums);
        else if (has_second_panel)
            ck_amx_add_products(layer, panel, 1, 0, block, sums);
        else if (has_second_rows)
            ck_amx_add_products(layer, panel, 0, 1, block, sums);
        else
            ck_amx_add_products(layer, panel, 0, 0, block, sums);
        ck_amx_write_panel(layer, panel, block->rows, sums[0], y);
        if (has_second_panel)
            ck_amx_write_panel(layer, panel + 1, block->rows, sums[0] + CK_PANEL, y);
    }
}
