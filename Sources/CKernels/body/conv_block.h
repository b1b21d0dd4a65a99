// A block of a convolution: the sums of some panels at some neighbouring places, in registers.
//
// A weight is loaded once for all places and an input once for all panels. CK_BLOCK_SUMS is the
// number of vectors of sums that fit in registers beside those.

/// The most panels, rows and columns of a block.
#define CK_BLOCK_PANELS 4
#define CK_BLOCK_VECTORS (CK_BLOCK_PANELS * CK_VECTORS)
#define CK_BLOCK_ROWS 3
#define CK_BLOCK_COLUMNS 14
_Static_assert(CK_BLOCK_COLUMNS <= CK_MASK_COLUMNS, "a mask has a bit for each column of a block");

/// What a block reads and writes.
typedef struct ck_conv_job {
    const float *packed; ///< The first panel's bias and weights
    size_t panel_size;   ///< From one panel to the next
    const float *x;      ///< The input, from the first place on
    size_t row_step;     ///< From one row of places to the next, in the input
    const ck_conv_term *terms;
    const uint32_t *list; ///< The terms that count
    size_t count;
    float *sums;        ///< `[rows][columns]`
    size_t sum_columns; ///< From one place to the next, in the sums
    size_t sum_row;     ///< From one row of places to the next, in the sums
} ck_conv_job;

CK_INLINE void ck_conv_block(const size_t vectors, const size_t rows, const size_t columns,
                             const ck_conv_job *job) {
    ck_f32v sum[CK_BLOCK_VECTORS][CK_BLOCK_ROWS][CK_BLOCK_COLUMNS];
    const size_t panel_size = job->panel_size, row_step = job->row_step;
#define CK_EACH(i, count) _Pragma("clang loop unroll(full)") for (size_t i = 0; i < (count); i++)
#define CK_IN_PACKED(v) ((v) / CK_VECTORS * panel_size + (v) % CK_VECTORS * CK_LANES)

    CK_EACH(v, vectors) {
        ck_f32v bias = ck_load(job->packed + CK_IN_PACKED(v));
        CK_EACH(r, rows) CK_EACH(c, columns) sum[v][r][c] = bias;
    }
    const float *weights = job->packed + CK_PANEL;
    for (size_t t = 0; t < job->count; t++) {
        const size_t k = job->list[t];
        const float *x = job->x + job->terms[k].offset;
        // Those of which there are fewer stay in registers beside the sums.
        if (vectors > rows * columns) {
            ck_f32v value[CK_BLOCK_ROWS][CK_BLOCK_COLUMNS];
            CK_EACH(r, rows) CK_EACH(c, columns) value[r][c] = ck_splat(x[r * row_step + c]);
            CK_EACH(v, vectors) {
                ck_f32v weight = ck_load(weights + k * CK_PANEL + CK_IN_PACKED(v));
                CK_EACH(r, rows)
                CK_EACH(c, columns) sum[v][r][c] = ck_fma(value[r][c], weight, sum[v][r][c]);
            }
        } else {
            ck_f32v weight[CK_BLOCK_VECTORS];
            CK_EACH(v, vectors) weight[v] = ck_load(weights + k * CK_PANEL + CK_IN_PACKED(v));
            CK_EACH(r, rows) CK_EACH(c, columns) {
                ck_f32v value = ck_splat(x[r * row_step + c]);
                CK_EACH(v, vectors) sum[v][r][c] = ck_fma(value, weight[v], sum[v][r][c]);
            }
        }
    }
    // Zeros that were multiplied and zeros that were left out make one difference, -0 for +0.
    CK_EACH(r, rows)
    CK_EACH(c, columns)
    CK_EACH(v, vectors)
    ck_store(job->sums + r * job->sum_row + c * job->sum_columns + v * CK_LANES,
             sum[v][r][c] + 0.0f);
#undef CK_IN_PACKED
#undef CK_EACH
}

/// The shapes of blocks, rows × columns of places.
// clang-format off
#define CK_BLOCK_SHAPES(X)                                                                         \
    X(1, 1) X(1, 2) X(1, 3) X(1, 4) X(1, 5) X(1, 6) X(1, 7) X(1, 8) X(1, 10) X(1, 12) X(1, 14)     \
    X(2, 2) X(2, 3) X(2, 4) X(2, 5) X(2, 7)                                                        \
    X(3, 3)
// clang-format on

#define CK_BLOCK_CHECK(rows, columns)                                                              \
    _Static_assert((rows) <= CK_BLOCK_ROWS && (columns) <= CK_BLOCK_COLUMNS, "its arrays hold "    \
                                                                             "it");
CK_BLOCK_SHAPES(CK_BLOCK_CHECK)

// As many outputs as fill half a panel or less take half of its vectors.
#define CK_HALF_PANEL (CK_VECTORS / 2)
#define CK_BLOCK_FITS(vectors, rows, columns)                                                      \
    ((vectors) > 0 && ((vectors) * (rows) * (columns) <= CK_BLOCK_SUMS || (rows) * (columns) == 1))

// A block that does not fit in registers is never chosen, and its function stays empty.
#define CK_BLOCK(name, vectors, rows, columns)                                                     \
    static void ck_conv_block_##name##_##rows##_##columns(const ck_conv_job *job) {                \
        if (CK_BLOCK_FITS(vectors, rows, columns))                                                 \
            ck_conv_block(vectors, rows, columns, job);                                            \
    }
_Static_assert(CK_BLOCK_PANELS == 4, "there is a line here for each number of panels");
#define CK_BLOCKS(rows, columns)                                                                   \
    CK_BLOCK(half, CK_HALF_PANEL, rows, columns)                                                   \
    CK_BLOCK(1, CK_VECTORS, rows, columns)                                                         \
    CK_BLOCK(2, 2 * CK_VECTORS, rows, columns)                                                     \
    CK_BLOCK(3, 3 * CK_VECTORS, rows, columns)                                                     \
    CK_BLOCK(4, 4 * CK_VECTORS, rows, columns)
CK_BLOCK_SHAPES(CK_BLOCKS)

typedef struct ck_conv_shape {
    size_t rows, columns;
    void (*block[CK_BLOCK_PANELS])(const ck_conv_job *job); ///< For 1 panel and more
    void (*half)(const ck_conv_job *job);                   ///< For half a panel
} ck_conv_shape;

#define CK_BLOCK_ENTRY(rows, columns)                                                              \
    {rows,                                                                                         \
     columns,                                                                                      \
     {ck_conv_block_1_##rows##_##columns, ck_conv_block_2_##rows##_##columns,                      \
      ck_conv_block_3_##rows##_##columns, ck_conv_block_4_##rows##_##columns},                     \
     ck_conv_block_half_##rows##_##columns},
static const ck_conv_shape ck_conv_shapes[] = {CK_BLOCK_SHAPES(CK_BLOCK_ENTRY)};

/// Time that a term takes in the list, in multiply-adds of a vector.
#ifndef CK_LIST_TIME
#define CK_LIST_TIME 2.0f
#endif

/// How a layer is cut into blocks.
typedef struct ck_conv_cut {
    const ck_conv_shape *shape;
    size_t panels; ///< At most, at a time
    int is_half;   ///< Whether half of the only panel is all there is
    int has_list;  ///< Whether terms are left out
} ck_conv_cut;

/// The share of terms that count for a block, if a share `density` of the input is not zero. The
/// larger the block, the fewer can be left out: a value next to a zero is not zero about half as
/// often as others.
static float ck_conv_share(const ck_conv_shape *shape, float density) {
    float zero = 1 - density;
    const size_t more_rows = shape->rows - 1, more_columns = shape->columns - 1;
    for (size_t n = more_rows + more_columns + more_rows * more_columns / 2; n > 0; n--)
        zero *= 1 - 0.6f * density;
    return 1 - zero;
}

/// The time of a term that counts, in multiply-adds of a vector, for a block of so many vectors at
/// so many places: those, its loads, or the way of the weights from the level 2 cache where level 1
/// cannot hold them, and at least the four cycles of a chain.
static size_t ck_conv_term_time(size_t vectors, size_t places, int has_far_weights) {
    size_t work = vectors * places;
    const size_t loads = vectors + places + 1;
    const size_t fetches = has_far_weights ? 5 * vectors / 2 / CK_VECTORS : 0;
    work = work > loads ? work : loads;
    work = work > fetches ? work : fetches;
    return work > 4 ? work : 4;
}

/// Chooses the cut that should take the least time for an input of which a share `density` is not
/// zero. Times are in multiply-adds of a vector, as measured with AVX-512. Making a list takes time
/// for each term that there is.
static ck_conv_cut ck_conv_choose(const ck_f32_conv2d *layer, float density) {
    const ck_feature_maps *sums = &layer->sums;
    const size_t all = (sums->channels + CK_PANEL - 1) / CK_PANEL;
    const int is_half = CK_HALF_PANEL > 0 && sums->channels <= CK_HALF_PANEL * CK_LANES;
    const int has_far_weights = all * layer->term_count > CK_TILE_FLOATS / CK_PANEL;
    const float terms = (float)layer->term_count;
    ck_conv_cut best = {&ck_conv_shapes[0], 1, 0, 1};
    float least = __builtin_inff();
    for (size_t i = 0; i < sizeof ck_conv_shapes / sizeof ck_conv_shapes[0]; i++) {
        const ck_conv_shape *shape = &ck_conv_shapes[i];
        if (shape->columns > sums->width || shape->rows > sums->height ||
            (shape->rows > 1 && !ck_conv_keeps_all(sums)))
            continue;
        const float share = ck_conv_share(shape, density);
        const size_t blocks = ((sums->height + shape->rows - 1) / shape->rows) *
                              ((sums->width + shape->columns - 1) / shape->columns);
        for (size_t panels = 1; panels <= CK_BLOCK_PANELS && panels <= all; panels++) {
            const size_t vectors = is_half ? CK_HALF_PANEL : panels * CK_VECTORS;
            if (!CK_BLOCK_FITS(vectors, shape->rows, shape->columns))
                continue;
            const size_t places = shape->rows * shape->columns;
            const float work = (float)ck_conv_term_time(vectors, places, has_far_weights) * terms;
            const float passes = (float)((all + panels - 1) / panels);
            const float listed = passes * share * work + CK_LIST_TIME * terms;
            const int has_list = listed < passes * work;
            const float counted = has_list ? listed : passes * work;
            const float time = (counted + passes * 45 + 20) * (float)blocks;
            if (time < least) {
                least = time;
                best = (ck_conv_cut){shape, panels, is_half, has_list};
            }
        }
    }
    return best;
}

/// One panel at one place, where weights are infinite or NaN: zeros are left out one by one.
static void ck_conv_block_exact(const ck_conv_job *job) {
    ck_f32v sum[CK_VECTORS];
    for (size_t v = 0; v < CK_VECTORS; v++)
        sum[v] = ck_load(job->packed + v * CK_LANES);
    for (size_t t = 0; t < job->count; t++) {
        const float x = job->x[job->terms[job->list[t]].offset];
        if (x == 0.0f)
            continue;
        const float *w = job->packed + CK_PANEL + (size_t)job->list[t] * CK_PANEL;
        for (size_t v = 0; v < CK_VECTORS; v++)
            sum[v] = ck_fma(ck_splat(x), ck_load(w + v * CK_LANES), sum[v]);
    }
    for (size_t v = 0; v < CK_VECTORS; v++)
        ck_store(job->sums + v * CK_LANES, sum[v] + 0.0f);
}

static const ck_conv_shape ck_conv_exact = {1, 1, {ck_conv_block_exact}, ck_conv_block_exact};
