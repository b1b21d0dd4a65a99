// Rows and windows through the tiles of `tiles_amx.h`: their codes are copied to where tiles read
// them fastest, aligned and side by side.

/// Codes of a row that lie side by side.
typedef struct ck_amx_run {
    size_t place, size;
} ck_amx_run;

/// From row to row for as many codes: a run writes whole vectors, and an odd number of lines
/// spreads the rows over the first cache.
CK_INLINE size_t ck_amx_stride(size_t codes) {
    return ((codes + 2 * CK_AMX_CODES - 1) / CK_AMX_CODES | 1) * CK_AMX_CODES;
}

/// The codes of a vector that count, where `left` are left: a mask of a bit for each.
CK_INLINE __mmask64 ck_amx_inside(size_t left) {
    return left < CK_AMX_CODES ? ((__mmask64)1 << left) - 1 : ~(__mmask64)0;
}

/// Copies rows of `inputs` codes, one after the other, with zeros up to the next whole vector.
CK_INLINE void ck_amx_copy_rows(const ck_amx_codes *block, size_t inputs, const uint8_t *x) {
    for (size_t row = 0; row < block->rows; row++, x += inputs) {
        uint8_t *target = block->codes + row * block->stride;
        for (size_t i = 0; i < inputs; i += CK_AMX_CODES)
            _mm512_store_si512(target + i,
                               _mm512_maskz_loadu_epi8(ck_amx_inside(inputs - i), x + i));
    }
}

/// Copies a run of all windows to the place `to` in their rows, with zeros up to the next whole
/// vector, which the next run writes over. Runs are short: a vector goes through all rows.
CK_INLINE void ck_amx_copy_run(const ck_amx_codes *block, ck_amx_run run, size_t to,
                               const uint32_t *windows, const uint8_t *x) {
    for (size_t i = 0; i < run.size; i += CK_AMX_CODES) {
        const __mmask64 inside = ck_amx_inside(run.size - i);
        const uint8_t *from = x + run.place + i;
        uint8_t *target = block->codes + to + i;
        for (size_t row = 0; row < block->rows; row++, target += block->stride)
            _mm512_storeu_si512(target, _mm512_maskz_loadu_epi8(inside, from + windows[row]));
    }
}

/// Lists the chunks in which some row has a code that is not zero; returns how many.
static size_t ck_amx_list_chunks(const ck_amx_codes *block, size_t chunks, uint16_t *list) {
    size_t found = 0;
    for (size_t chunk = 0; chunk < chunks; chunk++) {
        const uint8_t *codes = block->codes + chunk * CK_AMX_CODES;
        __m512i any = _mm512_setzero_si512();
        for (size_t row = 0; row < block->rows; row++, codes += block->stride)
            any = _mm512_or_si512(any, _mm512_load_si512(codes));
        list[found] = (uint16_t)chunk;
        found += _mm512_test_epi32_mask(any, any) != 0;
    }
    return found;
}

static void ck_amx_rows(const ck_u8_layer *layer, size_t n, size_t inputs, const uint8_t *x,
                        void *y, uint32_t *words) {
    if (n < CK_AMX_FEWEST_ROWS) {
        ck_u8_rows(layer, n, inputs, x, y, words);
        return;
    }
    const size_t outputs = layer->outputs * (layer->gives_floats ? sizeof(float) : 1);
    uint16_t list[CK_U8_MOST_TERMS / CK_AMX_CODES + 1];
    // CK_U8_ROWS times `ck_u8_row_words` are the bytes of 32 rows of codes, and 224 more for each.
    ck_amx_codes block = {.codes = (uint8_t *)(((uintptr_t)words + 63) / 64 * 64),
                          .stride = ck_amx_stride(inputs),
                          .list = list};
    char *to = y;
    for (size_t first = 0; first < n; first += block.rows) {
        const size_t rows = n - first < CK_AMX_BLOCK_ROWS ? n - first : CK_AMX_BLOCK_ROWS;
        if (first == 0)
            ck_amx_configure(rows);
        block.rows = rows;
        ck_amx_copy_rows(&block, inputs, x + first * inputs);
        block.count = ck_amx_list_chunks(&block, (inputs + CK_AMX_CODES - 1) / CK_AMX_CODES, list);
        ck_amx_block(layer, &block, to);
        to += rows * outputs;
    }
    _tile_release();
}

/// The most codes of a window, and the most runs.
#define CK_AMX_WINDOW_CODES 2304
#define CK_AMX_RUNS 64
/// The bytes of a block of windows, which are on the stack: wide windows go through half a block.
#define CK_AMX_WINDOW_BYTES (CK_AMX_BLOCK_ROWS * (CK_AMX_WINDOW_CODES / 2 + CK_AMX_CODES))

/// Lists the runs of a window; returns how many, or 0 where tiles would be no faster or codes are
/// too many.
static size_t ck_amx_list_runs(const ck_u8_layer *layer, ck_amx_run runs[CK_AMX_RUNS]) {
    if (layer->quads * 4 > CK_AMX_WINDOW_CODES)
        return 0;
    size_t count = 0, copies = 0;
    for (size_t quad = 0; quad < layer->quads; quad++) {
        const size_t place = layer->places[quad];
        if (count > 0 && runs[count - 1].place + runs[count - 1].size == place) {
            runs[count - 1].size += 4;
        } else if (count < CK_AMX_RUNS) {
            runs[count++] = (ck_amx_run){place, 4};
        } else {
            return 0;
        }
        copies += runs[count - 1].size % CK_AMX_CODES == 4;
    }
    // Measured: copying 64 codes takes as long as five quads in one panel, which tiles save nearly.
    const size_t panels = (layer->outputs + CK_PANEL - 1) / CK_PANEL;
    return copies * 5 < layer->quads * panels ? count : 0;
}

static void ck_amx_windows(const ck_u8_layer *layer, size_t n, const uint32_t *windows,
                           const uint8_t *x, void *y) {
    ck_amx_run runs[CK_AMX_RUNS];
    const size_t count = n < CK_AMX_FEWEST_ROWS ? 0 : ck_amx_list_runs(layer, runs);
    if (count == 0) {
        ck_u8_windows(layer, n, windows, x, y);
        return;
    }
    const size_t outputs = layer->outputs * (layer->gives_floats ? sizeof(float) : 1);
    _Alignas(64) uint8_t codes[CK_AMX_WINDOW_BYTES];
    uint16_t list[CK_AMX_WINDOW_CODES / CK_AMX_CODES];
    ck_amx_codes block = {.codes = codes, .stride = ck_amx_stride(layer->quads * 4), .list = list};
    for (; block.count * CK_AMX_CODES < layer->quads * 4; block.count++)
        list[block.count] = (uint16_t)block.count;
    const size_t most =
        block.stride * CK_AMX_BLOCK_ROWS <= sizeof codes ? CK_AMX_BLOCK_ROWS : CK_AMX_ROWS;
    // Runs write no more than zeros to the rest of the last chunk, and not to all of it.
    for (size_t row = 0; row < most; row++)
        _mm512_store_si512(codes + row * block.stride + (block.count - 1) * CK_AMX_CODES,
                           _mm512_setzero_si512());
    char *to = y;
    for (size_t first = 0; first < n; first += block.rows) {
        const size_t rows = n - first < most ? n - first : most;
        if (first == 0)
            ck_amx_configure(rows);
        block.rows = rows;
        for (size_t run = 0, place = 0; run < count; place += runs[run++].size)
            ck_amx_copy_run(&block, runs[run], place, windows + first, x);
        ck_amx_block(layer, &block, to);
        to += rows / layer->group * outputs;
    }
    _tile_release();
}
