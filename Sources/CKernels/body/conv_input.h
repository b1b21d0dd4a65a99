// The input of a convolution: copied with its padding if it has any, and where it is not zero.

typedef _Bool ck_boolv __attribute__((ext_vector_type(CK_LANES)));

/// A bit for each lane that is not zero; NaN is not.
CK_INLINE uint32_t ck_nonzero(ck_f32v v) {
    ck_boolv lanes = __builtin_convertvector(v != 0.0f, ck_boolv);
#if CK_LANES == 16
    uint16_t bits;
#else
    uint8_t bits;
#endif
    __builtin_memcpy(&bits, &lanes, sizeof bits);
    return bits & ((1u << CK_LANES) - 1);
}

CK_INLINE void ck_conv_clear(float *row, size_t first, size_t end) {
    for (size_t i = first; i < end; i++)
        row[i] = 0.0f;
}

/// Returns where a row that fits in a mask is not zero. `readable` values may be read.
CK_INLINE uint32_t ck_conv_mask_row(const float *x, size_t count, size_t readable) {
    uint32_t mask = 0;
    size_t i = 0;
    for (; i < count && i + CK_LANES <= readable; i += CK_LANES)
        mask |= ck_nonzero(ck_load(x + i)) << i;
    for (; i < count; i++)
        mask |= (uint32_t)(x[i] != 0.0f) << i;
    return mask & ~(uint32_t)0 >> (CK_MASK_COLUMNS - count);
}

/// Copies a row. Up to a vector more is written, over what comes later. `readable` values may be
/// read.
CK_INLINE void ck_conv_copy_row(const float *x, size_t count, size_t readable, float *row) {
    size_t i = 0;
    for (; i < count && i + CK_LANES <= readable; i += CK_LANES)
        ck_store(row + i, ck_load(x + i));
    for (; i < count; i++)
        row[i] = x[i];
}

/// Copies any row, parted into phases.
static void ck_conv_part_row(const ck_conv_input *input, const float *x, size_t count, size_t first,
                             float *row, uint32_t *masks) {
    const int marked = input->phase <= CK_MASK_COLUMNS;
    for (size_t f = 0; f < input->stride; f++)
        masks[f] = marked ? 0 : ~(uint32_t)0;
    for (size_t i = 0; i < count; i++) {
        const size_t phase = (first + i) % input->stride, column = (first + i) / input->stride;
        row[phase * input->phase + column] = x[i];
        if (marked)
            masks[phase] |= (uint32_t)(x[i] != 0.0f) << column;
    }
}

/// Reads an input that needs no copy: only where it is not zero is noted.
static void ck_conv_mark(const ck_conv_input *input, size_t rows, const float *x) {
    const size_t width = input->width;
    for (size_t i = 0; i < rows; i++)
        input->masks[i] = ck_conv_mask_row(x + i * width, width, (rows - i) * width);
}

/// Fills in the padded input, or refers to `x`, `[channels, height, width]`, where that is the
/// same.
static void ck_conv_read(const ck_window *window, const ck_feature_maps *maps, ck_conv_input *input,
                         const float *x) {
    const size_t channels = maps->channels, width = maps->width, height = maps->height;
    const size_t first = window->pad_left;
    const size_t remaining = input->width > first ? input->width - first : 0;
    const size_t count = remaining < width ? remaining : width;
    const size_t pitch = input->stride * input->phase;
    const int whole = input->stride == 1 && input->width <= CK_MASK_COLUMNS && count > 0;
    if (whole && input->width == width && input->height == height && first == 0 &&
        window->pad_top == 0) {
        input->values = x;
        ck_conv_mark(input, channels * height, x);
        return;
    }

    float *row = input->padded;
    uint32_t *masks = input->masks;
    const size_t readable = channels * height * width;
    for (size_t c = 0; c < channels; c++)
        for (size_t i = 0; i < input->height; i++, row += pitch, masks += input->stride) {
            const int inside = i >= window->pad_top && i - window->pad_top < height;
            const size_t skipped = (c * height + i - window->pad_top) * width;
            if (inside && whole) {
                *masks = ck_conv_mask_row(x + skipped, count, readable - skipped) << first;
                ck_conv_copy_row(x + skipped, count, readable - skipped, row + first);
                ck_conv_clear(row, 0, first);
                ck_conv_clear(row, first + count, pitch);
            } else {
                ck_conv_clear(row, 0, pitch);
                ck_conv_part_row(input, inside ? x + skipped : x, inside ? count : 0, first, row,
                                 masks);
            }
        }
}

/// The share of the input that is not zero.
static float ck_conv_density(const ck_f32_conv2d *layer, const ck_conv_input *input) {
    const size_t rows = layer->input.channels * input->height * input->stride;
    if (input->phase > CK_MASK_COLUMNS)
        return 1;
    size_t found = 0;
    for (size_t i = 0; i < rows; i++)
        found += (size_t)__builtin_popcount(input->masks[i]);
    return (float)found / (float)(rows * input->phase);
}
