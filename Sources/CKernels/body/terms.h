// The inner loops of the dense layer: inputs times rows of packed weights, sums in registers.
//
// CK_MAX_PANELS is the number of panels (of CK_PANEL outputs) whose sums fit in registers, and
// CK_MAX_PAIRED the number for two images at once. The numbers of images, panels and quarters are
// constants at every call, so that the loops over them unroll and sums stay in registers.

#define CK_VECTORS (CK_PANEL / CK_LANES)
_Static_assert(CK_PANEL % CK_LANES == 0, "a panel is whole vectors");
_Static_assert(CK_MAX_PANELS <= CK_MOST_PANELS, "scratch has room for the sums of a group");
_Static_assert(CK_MAX_PAIRED <= CK_MAX_PANELS, "two images take no fewer registers than one");
#define CK_UNROLL _Pragma("clang loop unroll(full)")

/// The weights of a group of panels, past their biases, from some input on: whole panels, and
/// after them quarters of one in a strip of their own where few columns are left.
typedef struct ck_weights {
    const float *panels; ///< `[panels][panel_size]`
    size_t panel_size;
    const float *strip; ///< `[inputs][quarters * CK_QUARTER]`
} ck_weights;

/// The sums of an image.
typedef struct ck_registers {
    ck_f32v panel[CK_MAX_PANELS][CK_VECTORS];
    ck_f32q quarter[CK_MOST_QUARTERS];
} ck_registers;

/// Where the sums of a group come from, the bias or what there is so far, and where they go.
typedef struct ck_sums {
    const float *from;
    size_t from_stride;    ///< from one panel to the next
    const float *quarters; ///< after the panels
    float *to;             ///< panel after panel
} ck_sums;

CK_INLINE ck_registers ck_sums_load(const size_t panels, const size_t quarters, ck_sums sums) {
    ck_registers r;
    CK_UNROLL for (size_t p = 0; p < panels; p++) CK_UNROLL for (size_t v = 0; v < CK_VECTORS; v++)
        r.panel[p][v] = ck_load(sums.from + p * sums.from_stride + v * CK_LANES);
    CK_UNROLL for (size_t q = 0; q < quarters; q++) r.quarter[q] =
        ck_load_quarter(sums.quarters + q * CK_QUARTER);
    return r;
}

/// Stores what `ck_sums_load` loaded.
CK_INLINE void ck_sums_store(const size_t panels, const size_t quarters, const ck_registers *r,
                             float *to) {
    CK_UNROLL for (size_t p = 0; p < panels; p++) CK_UNROLL for (size_t v = 0; v < CK_VECTORS; v++)
        ck_store(to + p * CK_PANEL + v * CK_LANES, r->panel[p][v]);
    if (quarters > 0)
        ck_store_quarters(to + panels * CK_PANEL, r->quarter[0],
                          quarters > 1 ? r->quarter[1] : (ck_f32q){0});
}

/// Adds the terms of `images` lists, as long as all of them last. Returns the number of terms.
CK_INLINE size_t ck_listed_terms(const size_t images, const size_t panels, const size_t quarters,
                                 ck_weights weights, const ck_inputs *x, const ck_sums *sums) {
    ck_registers sum[4];
    size_t count = x[0].count;
    CK_UNROLL for (size_t n = 0; n < images; n++) {
        count = x[n].count < count ? x[n].count : count;
        sum[n] = ck_sums_load(panels, quarters, sums[n]);
    }

    for (size_t i = 0; i < count; i++)
        CK_UNROLL for (size_t n = 0; n < images; n++) {
            const size_t k = x[n].index[i];
            const float *row = weights.panels + k * CK_PANEL;
            const float *strip = weights.strip + k * quarters * CK_QUARTER;
            const float value = x[n].value[i];
            CK_UNROLL for (size_t p = 0; p < panels; p++)
                CK_UNROLL for (size_t v = 0; v < CK_VECTORS; v++) sum[n]
                    .panel[p][v] =
                ck_fma(ck_splat(value), ck_load(row + p * weights.panel_size + v * CK_LANES),
                       sum[n].panel[p][v]);
            CK_UNROLL for (size_t q = 0; q < quarters; q++) sum[n].quarter[q] = ck_fma_quarter(
                (ck_f32q)value, ck_load_quarter(strip + q * CK_QUARTER), sum[n].quarter[q]);
        }

    CK_UNROLL for (size_t n = 0; n < images; n++)
        ck_sums_store(panels, quarters, &sum[n], sums[n].to);
    return count;
}

/// The same for images of which every input counts, from where `weights` begin: each row of
/// weights is loaded once for all of them.
CK_INLINE void ck_all_terms(const size_t images, const size_t panels, const size_t quarters,
                            ck_weights weights, const ck_inputs *x, const ck_sums *sums) {
    ck_registers sum[4];
    CK_UNROLL for (size_t n = 0; n < images; n++) sum[n] = ck_sums_load(panels, quarters, sums[n]);

    const float *row = weights.panels, *strip = weights.strip;
    for (size_t i = 0; i < x[0].count; i++, row += CK_PANEL, strip += quarters * CK_QUARTER) {
        CK_UNROLL for (size_t p = 0; p < panels; p++)
            CK_UNROLL for (size_t v = 0; v < CK_VECTORS; v++) {
            ck_f32v weight = ck_load(row + p * weights.panel_size + v * CK_LANES);
            CK_UNROLL for (size_t n = 0; n < images; n++) sum[n].panel[p][v] =
                ck_fma(ck_splat(x[n].value[i]), weight, sum[n].panel[p][v]);
        }
        CK_UNROLL for (size_t q = 0; q < quarters; q++) {
            ck_f32q weight = ck_load_quarter(strip + q * CK_QUARTER);
            CK_UNROLL for (size_t n = 0; n < images; n++) sum[n].quarter[q] =
                ck_fma_quarter((ck_f32q)x[n].value[i], weight, sum[n].quarter[q]);
        }
    }

    CK_UNROLL for (size_t n = 0; n < images; n++)
        ck_sums_store(panels, quarters, &sum[n], sums[n].to);
}

/// Adds the terms of `images` inputs of one block that begins at input `first` and has `most`.
///
/// Images that go together load weights once if nothing is zero. If not, narrow layers still gain:
/// each sum would otherwise wait for the one before, and rows that neighbors need are fetched once.
CK_INLINE void ck_image_terms(const size_t images, const size_t panels, const size_t quarters,
                              ck_weights weights, size_t first, size_t most, const ck_inputs *x,
                              const ck_sums *sums) {
    size_t listed = 0;
    for (size_t n = 0; n < images; n++)
        listed += x[n].count;
    if (!x[0].index || (images > 1 && listed == images * most)) {
        weights.panels += first * CK_PANEL;
        weights.strip += first * quarters * CK_QUARTER;
        ck_all_terms(images, panels, quarters, weights, x, sums);
    } else if (images == 2 && panels > 2) {
        for (size_t n = 0; n < images; n++)
            ck_listed_terms(1, panels, quarters, weights, &x[n], &sums[n]);
    } else {
        size_t done = ck_listed_terms(images, panels, quarters, weights, x, sums);
        for (size_t n = 0; images > 1 && n < images; n++) {
            float *to = sums[n].to;
            ck_inputs rest = {x[n].count - done, x[n].index + done, x[n].value + done};
            ck_sums on = {to, CK_PANEL, to + panels * CK_PANEL, to};
            ck_listed_terms(1, panels, quarters, weights, &rest, &on);
        }
    }
}
