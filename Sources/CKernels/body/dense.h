// The dense layer. One image at a time: its nonzero inputs are listed once, then every group of
// panels runs over that list with its accumulators in registers.
//
// CK_MAX_PANELS is the number of panels (of CK_PANEL outputs) whose accumulators fit.

#define CK_VECTORS (CK_PANEL / CK_LANES)

/// The nonzero inputs of one image, indices ascending.
typedef struct ck_inputs {
    size_t count;
    const uint32_t *index;
    const float *value;
} ck_inputs;

/// `panels` adjacent panels, `outputs` columns of which exist. `panels` is a constant at every
/// call, so that the loops over it unroll and `sum` stays in registers.
CK_INLINE void ck_f32_dense_panels(const size_t panels, size_t panel_size, const float *packed,
                                   ck_inputs x, size_t outputs, float *y) {
    ck_f32v sum[CK_MAX_PANELS][CK_VECTORS];
#pragma clang loop unroll(full)
    for (size_t p = 0; p < panels; p++)
#pragma clang loop unroll(full)
        for (size_t v = 0; v < CK_VECTORS; v++)
            sum[p][v] = ck_load(packed + p * panel_size + v * CK_LANES);

    for (size_t i = 0; i < x.count; i++) {
        const float *row = packed + ((size_t)x.index[i] + 1) * CK_PANEL;
        ck_f32v value = ck_splat(x.value[i]);
#pragma clang loop unroll(full)
        for (size_t p = 0; p < panels; p++)
#pragma clang loop unroll(full)
            for (size_t v = 0; v < CK_VECTORS; v++)
                sum[p][v] =
                    ck_fma(value, ck_load(row + p * panel_size + v * CK_LANES), sum[p][v]);
    }

#pragma clang loop unroll(full)
    for (size_t p = 0; p < panels; p++) {
        if ((p + 1) * CK_PANEL <= outputs) {
#pragma clang loop unroll(full)
            for (size_t v = 0; v < CK_VECTORS; v++)
                ck_store(y + p * CK_PANEL + v * CK_LANES, sum[p][v]);
        } else {
            float last[CK_PANEL];
#pragma clang loop unroll(full)
            for (size_t v = 0; v < CK_VECTORS; v++)
                ck_store(last + v * CK_LANES, sum[p][v]);
            __builtin_memcpy(y + p * CK_PANEL, last, (outputs - p * CK_PANEL) * sizeof(float));
        }
    }
}

static void ck_f32_dense_row(const ck_f32_dense *layer, ck_inputs x, float *y) {
    const size_t panel_size = (layer->inputs + 1) * CK_PANEL;
    const float *packed = layer->packed;
    size_t outputs = layer->outputs;
    // Groups of nearly equal size: the last one would otherwise wait for its few chains.
    size_t panels = (outputs + CK_PANEL - 1) / CK_PANEL;
    size_t groups = (panels + CK_MAX_PANELS - 1) / CK_MAX_PANELS;
    for (; groups > 0; groups--) {
        size_t group = (panels + groups - 1) / groups;
        size_t columns = group * CK_PANEL < outputs ? group * CK_PANEL : outputs;
        switch (group) {
#define CK_CASE(count)                                                                             \
    case count:                                                                                    \
        ck_f32_dense_panels(count, panel_size, packed, x, columns, y);                             \
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
        packed += group * panel_size;
        y += columns;
        outputs -= columns;
        panels -= group;
    }
}

#define CK_DENSE(name, element, compact)                                                           \
    static void name(const ck_f32_dense *layer, size_t n, const element *x, float *y,              \
                     uint32_t *scratch) {                                                          \
        uint32_t *index = scratch;                                                                 \
        float *value = (float *)(scratch + ck_dense_scratch_words(layer->inputs) / 2);             \
        for (size_t image = 0; image < n; image++) {                                               \
            size_t count = compact(layer->inputs, x, index, value);                                \
            ck_f32_dense_row(layer, (ck_inputs){count, index, value}, y);                          \
            x += layer->inputs;                                                                    \
            y += layer->outputs;                                                                   \
        }                                                                                          \
    }

CK_DENSE(ck_u8_dense, uint8_t, ck_u8_compact)
CK_DENSE(ck_f32_dense_rows, float, ck_f32_compact)
