// Windows of each channel by itself.

static void ck_u8_depthwise_windows(const ck_u8_depthwise *layer, size_t n, const uint32_t *windows,
                                    const uint8_t *x, void *y) {
    const size_t channels = layer->channels;
    const size_t stride = (channels + CK_PANEL - 1) / CK_PANEL * CK_PANEL;
    for (size_t i = 0; i < n; i++) {
        for (size_t panel = 0; panel * CK_PANEL < channels; panel++) {
            const size_t first = panel * CK_PANEL;
            ck_i32v sums[CK_VECTORS];
            for (size_t v = 0; v < CK_VECTORS; v++)
                sums[v] = ck_load_i32(layer->start + first + v * CK_LANES);
            for (size_t tap = 0; tap < layer->taps; tap++) {
                const uint8_t *from = x + windows[i] + layer->places[tap] + first;
                const int8_t *weights = layer->weights + tap * stride + first;
#pragma clang loop unroll(full)
                for (size_t v = 0; v < CK_VECTORS; v++) {
                    ck_s8v w;
                    __builtin_memcpy(&w, weights + v * CK_LANES, sizeof w);
                    sums[v] +=
                        ck_load_codes(from + v * CK_LANES) * __builtin_convertvector(w, ck_i32v);
                }
            }
            const ck_target target =
                ck_target_of(layer->scale, layer->offset, layer->lowest, channels, panel);
            ck_write(&target, sums, y, i * channels + first, layer->gives_floats);
        }
    }
}
