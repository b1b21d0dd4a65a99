/// Kernels of eight-bit networks: sums of integers, which are exact and so the same in any order.
///
/// A value between layers is a code q of 0...255, which stands for (q - z) * s: z and s are the
/// zero point and the scale of its tensor. Weights are w = 0, 1, ... 127 or their negatives.
/// Feature maps are `[height, width, channels]`, row-major. See docs/quantization.md for the
/// scheme.
///
/// Functions may read, and never use, `CK_U8_SLACK` bytes after their inputs, except where they say
/// that they do not.
#ifndef CK_INTEGERS_H
#define CK_INTEGERS_H

#include <stddef.h>
#include <stdint.h>

/// The readable bytes that follow codes.
#define CK_U8_SLACK 64

/// The most rows for which `rows` needs working memory of their own.
#define CK_U8_ROWS 16

/// The words of working memory for each.
static inline size_t ck_u8_row_words(size_t quads) {
    return 2 * quads + 112;
}

/// The most terms of a sum: 2 * 32,768 * 255 * 128 is less than 2^31, so that neither a sum nor
/// what it starts from, zero point times weights, overflows.
#define CK_U8_MOST_TERMS 32768

/// How the weights of four inputs (a quad) and 16 outputs (a panel) lie together.
typedef enum ck_s8_form {
    CK_S8_QUADS, ///< `[16][4]` of int8
    CK_S8_PAIRS, ///< `[2][16][2]` of int16
} ck_s8_form;

/// The number of bytes of packed weights: `[ceil(M / 16)][quads]` of the form, and what kernels may
/// read after them; 0 if it overflows.
size_t ck_s8_packed_size(ck_s8_form form, size_t quads, size_t outputs);

/// Packs weights `[M, quads * 4]`, row-major; outputs past M become zero.
void ck_s8_pack(ck_s8_form form, size_t quads, size_t outputs, const int8_t *weights, void *packed);

/// Dense sums or those of a convolution: a window reads quads of bytes, each at the same distance
/// from the window's beginning.
///
/// Sum m is S = start[m] + (sum of x[k] * w[m, k]), and what is given is
/// `t = fma((float)S, scale[m], offset[m])`, or the code: t clamped to `lowest`...255 and rounded
/// to the nearest integer, ties to even. `start`, `scale` and `offset` have room for whole panels.
typedef struct ck_u8_layer {
    size_t outputs;         ///< M
    size_t group;           ///< windows whose largest sums are taken, 1 or 4; 1 for `rows`
    size_t quads;           ///< of a window
    const uint32_t *places; ///< `[quads]`: where a quad begins in the window; 0, 4, … for `rows`
    const void *packed;     ///< in the form of the kernels
    const int32_t *start;
    const float *scale, *offset;
    float lowest;
    int gives_floats; ///< whether t is given, and not the code
} ck_u8_layer;

/// A convolution of each channel by itself: S = start[c] + (sum of x[places[k] + c] * w[k, c]).
/// Otherwise as `ck_u8_layer`; weights are `[taps][channels, to whole panels]`.
typedef struct ck_u8_depthwise {
    size_t channels, taps;
    const uint32_t *places;
    const int8_t *weights;
    const int32_t *start;
    const float *scale, *offset;
    float lowest;
    int gives_floats;
} ck_u8_depthwise;

/// A pooling of codes; a window is clipped where it reaches beyond the feature map.
typedef struct ck_u8_pool {
    size_t channels;
    size_t input_height, input_width, height, width; ///< of the input and the output
    size_t window_height, window_width, stride_y, stride_x, pad_top, pad_left;
} ck_u8_pool;

/// One implementation of every kernel.
typedef struct ck_integer_table {
    ck_s8_form form;

    /// n windows of which window i begins at x + windows[i], to rows of y: `[n / group, M]` of
    /// uint8 or float. n is a multiple of `group`, and no scale is below 0 if that is not 1.
    void (*windows)(const ck_u8_layer *layer, size_t n, const uint32_t *windows, const uint8_t *x,
                    void *y);

    /// n rows of `inputs` bytes that lie one after the other, quads without a nonzero byte passed
    /// over. Reads nothing after x. `words` has room for `ck_u8_row_words` for each row, up to
    /// CK_U8_ROWS.
    void (*rows)(const ck_u8_layer *layer, size_t n, size_t inputs, const uint8_t *x, void *y,
                 uint32_t *words);

    /// n windows of each channel, as `windows`.
    void (*depthwise)(const ck_u8_depthwise *layer, size_t n, const uint32_t *windows,
                      const uint8_t *x, void *y);

    void (*max_pool)(const ck_u8_pool *pool, const uint8_t *x, uint8_t *y);

    /// The code of fma((float)(sum of the window - zero * n), scale[n], offset), n the values of
    /// the window that lie in the feature map, clamped and rounded as above.
    void (*average_pool)(const ck_u8_pool *pool, int32_t zero, const float *scale, float offset,
                         const uint8_t *x, uint8_t *y);

    /// The code of fma((float)(a - a_zero), a_scale, fma((float)(b - b_zero), b_scale, offset)).
    void (*add)(size_t count, const uint8_t *a, int32_t a_zero, float a_scale, const uint8_t *b,
                int32_t b_zero, float b_scale, float offset, float lowest, uint8_t *y);

    /// The code of fma(x, inverse, zero), clamped to 0...255 and rounded as above; NaN gives 0.
    void (*quantize)(size_t count, const float *x, float inverse, float zero, uint8_t *y);
} ck_integer_table;

#endif
