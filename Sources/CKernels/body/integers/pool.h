// Poolings of codes.

/// The part of a window that lies in the feature map.
typedef struct ck_part {
    size_t top, bottom, left, right;
} ck_part;

CK_INLINE ck_part ck_window_part(const ck_u8_pool *pool, size_t i, size_t j) {
    const size_t top = i * pool->stride_y, left = j * pool->stride_x;
    const size_t bottom = top + pool->window_height, right = left + pool->window_width;
    const size_t height = pool->input_height + pool->pad_top;
    const size_t width = pool->input_width + pool->pad_left;
    return (ck_part){
        (top > pool->pad_top ? top : pool->pad_top) - pool->pad_top,
        (bottom < height ? bottom : height) - pool->pad_top,
        (left > pool->pad_left ? left : pool->pad_left) - pool->pad_left,
        (right < width ? right : width) - pool->pad_left,
    };
}

typedef uint8_t ck_u8x16 __attribute__((ext_vector_type(CK_PANEL)));

static void ck_u8_max_pool(const ck_u8_pool *pool, const uint8_t *x, uint8_t *y) {
    const size_t channels = pool->channels;
    for (size_t i = 0; i < pool->height; i++) {
        for (size_t j = 0; j < pool->width; j++, y += channels) {
            const ck_part part = ck_window_part(pool, i, j);
            for (size_t c = 0; c < channels; c += CK_PANEL) {
                ck_u8x16 largest = 0;
                for (size_t row = part.top; row < part.bottom; row++) {
                    for (size_t column = part.left; column < part.right; column++) {
                        ck_u8x16 codes;
                        __builtin_memcpy(&codes,
                                         x + (row * pool->input_width + column) * channels + c,
                                         sizeof codes);
                        largest = __builtin_elementwise_max(largest, codes);
                    }
                }
                uint8_t codes[CK_PANEL];
                __builtin_memcpy(codes, &largest, sizeof codes);
                ck_write_codes(y + c, codes, channels - c);
            }
        }
    }
}

static void ck_u8_average_pool(const ck_u8_pool *pool, int32_t zero, const float *scale,
                               float offset, const uint8_t *x, uint8_t *y) {
    const size_t channels = pool->channels;
    for (size_t i = 0; i < pool->height; i++) {
        for (size_t j = 0; j < pool->width; j++, y += channels) {
            const ck_part part = ck_window_part(pool, i, j);
            const size_t count = (part.bottom - part.top) * (part.right - part.left);
            for (size_t c = 0; c < channels; c += CK_PANEL) {
                uint8_t codes[CK_PANEL];
                for (size_t v = 0; v < CK_VECTORS; v++) {
                    ck_i32v sum = (ck_i32v)(-zero * (int32_t)count);
                    for (size_t row = part.top; row < part.bottom; row++)
                        for (size_t column = part.left; column < part.right; column++)
                            sum += ck_load_codes(x + (row * pool->input_width + column) * channels +
                                                 c + v * CK_LANES);
                    const ck_u8v code = ck_code(
                        ck_fma(ck_to_float(sum), ck_splat(scale[count]), ck_splat(offset)), 0.0f);
                    __builtin_memcpy(codes + v * CK_LANES, &code, sizeof code);
                }
                ck_write_codes(y + c, codes, channels - c);
            }
        }
    }
}
