/// Kernels: the arithmetic of the library, one table of function pointers per instruction set.
///
/// Every table computes the same bits. Each operation is written once (see `body/`) and compiled
/// for each instruction set; every output is one chain of fused multiply-adds in ascending order,
/// vector lanes run across outputs, and nothing is contracted, reordered or approximated
/// differently. The default floating-point environment is assumed: round to nearest, subnormals
/// kept.
///
/// The functions know pointers and sizes only. The caller sees to it that the sizes are true; no
/// function reads or writes outside them. No pointer needs more alignment than its element type.
#ifndef CKERNELS_H
#define CKERNELS_H

#include "CKIntegers.h"

#include <stddef.h>
#include <stdint.h>

/// Outputs per panel of packed weights: a multiple of the lanes of every variant.
#define CK_PANEL 16

/// A dense layer whose bias `[M]` and weights `[K, M]` were packed by `ck_f32_dense_pack`.
///
/// Packed order: `[ceil(M / CK_PANEL)][1 + K][CK_PANEL]`. A panel is the bias row of its outputs,
/// then one row per input; columns past M are zero. If the last panel has no more than
/// `CK_PANEL / 2` columns, they follow once more as a strip of shorter rows, `[1 + K][4]` or
/// `[1 + K][8]`, which takes less of a cache.
typedef struct ck_f32_dense {
    size_t inputs;       ///< K, at most `UINT32_MAX`
    size_t outputs;      ///< M
    const float *packed; ///< `ck_f32_dense_packed_count(K, M)` values
    const uint8_t
        *active; ///< K values, see `ck_f32_dense_active_inputs`; only read when inputs are bytes
} ck_f32_dense;

/// The number of `float` values in the packed form of a `[K, M]` layer; 0 if it overflows.
size_t ck_f32_dense_packed_count(size_t inputs, size_t outputs);

/// Packs row-major weights `[K, M]` and a bias `[M]`; a `NULL` bias means zeros.
void ck_f32_dense_pack(size_t inputs, size_t outputs, const float *weights, const float *bias,
                       float *packed);

/// Says which inputs count: `active[k]` is 0 if all weights of input k are zero, and 255 if not.
void ck_f32_dense_active_inputs(size_t inputs, size_t outputs, const float *weights,
                                uint8_t *active);

/// Changes weights `[K, M]` and a bias `[M]` to those that give for x what they gave for
/// `x[k] * scale[k] + shift[k]`: `w'[k, m] = w[k, m] * scale[k]` and
/// `b'[m] = b[m] + sum of shift[k] * w[k, m]`, in double with k ascending, rounded once.
void ck_f32_dense_fold(size_t inputs, size_t outputs, const double *scale, const double *shift,
                       float *weights, float *bias);

/// The number of 32-bit words of scratch that the dense kernels need for K inputs.
size_t ck_dense_scratch_words(size_t inputs);

/// The elementwise functions: the one list, from which the enumeration, the names, the kernels and
/// what Swift knows of them are made. NONE, ONE or TWO is the number of parameters. An entry is the
/// enumerator, the function in `body/elementwise.h` (where bounds and special values are stated),
/// the name in model files, then the name and the default of each parameter.
#define CK_ACTIVATIONS(NONE, ONE, TWO)                                                             \
    NONE(IDENTITY, identity, "identity")                                                           \
    NONE(STEP, step, "step")                                                                       \
    NONE(SIGMOID, sigmoid, "sigmoid")                                                              \
    NONE(TANH, tanh, "tanh")                                                                       \
    NONE(RELU, relu, "relu")                                                                       \
    ONE(LEAKY_RELU, leaky_relu, "leaky-relu", "slope", 0.01f)                                      \
    ONE(CLIPPED_RELU, clipped_relu, "clipped-relu", "maximum", 6.0f)                               \
    ONE(ELU, elu, "elu", "alpha", 1.0f)                                                            \
    NONE(GELU, gelu, "gelu")                                                                       \
    NONE(GELU_TANH, gelu_tanh, "gelu-tanh")                                                        \
    NONE(SILU, silu, "silu")                                                                       \
    TWO(HARD_SIGMOID, hard_sigmoid, "hard-sigmoid", "slope", 1.0f / 6.0f, "offset", 0.5f)          \
    NONE(HARD_SWISH, hard_swish, "hard-swish")                                                     \
    NONE(MISH, mish, "mish")                                                                       \
    NONE(SOFTPLUS, softplus, "softplus")                                                           \
    NONE(SOFTSIGN, softsign, "softsign")                                                           \
    NONE(ABS, abs, "abs")                                                                          \
    NONE(ERF, erf, "erf")                                                                          \
    NONE(EXP, exponential, "exp")                                                                  \
    NONE(LOG, log, "log")                                                                          \
    NONE(RECIPROCAL, reciprocal, "reciprocal")                                                     \
    NONE(SQRT, sqrt, "sqrt")

#define CK_ENUMERATOR(enumerator, ...) CK_##enumerator,
typedef enum ck_activation_kind {
    CK_ACTIVATIONS(CK_ENUMERATOR, CK_ENUMERATOR, CK_ENUMERATOR)
} ck_activation_kind;
#undef CK_ENUMERATOR

/// The most parameters that an elementwise function has.
#define CK_MOST_PARAMETERS 2

/// An elementwise function with its parameters; those it does not have are ignored.
typedef struct ck_activation {
    ck_activation_kind kind;
    float parameters[CK_MOST_PARAMETERS];
} ck_activation;

/// What the list says of a function.
typedef struct ck_activation_form {
    const char *name;
    size_t parameter_count;
    const char *parameter_names[CK_MOST_PARAMETERS];
    ck_activation defaults;
} ck_activation_form;

/// Entry `index` of the list, whose kind is that number. `NULL` past the end.
const ck_activation_form *ck_activation_form_at(size_t index);

/// A dense layer and the function that is applied to its sums.
typedef struct ck_f32_layer {
    ck_f32_dense dense;
    ck_activation activation;
} ck_f32_layer;

/// Layers of which each takes what the one before gives; at least one.
typedef struct ck_f32_stack {
    size_t depth;
    const ck_f32_layer *layers;
    size_t images; ///< How many go through all layers together; set by `ck_f32_stack_make`
    size_t widest; ///< The largest number of inputs or outputs of a layer; the same
} ck_f32_stack;

/// A stack of layers, which it refers to and does not copy.
ck_f32_stack ck_f32_stack_make(size_t depth, const ck_f32_layer *layers);

/// The number of 32-bit words of scratch that a stack needs.
size_t ck_f32_stack_scratch_words(const ck_f32_stack *stack);

/// Where a window of a convolution or a pooling lies: its tap (ky, kx) of output (i, j) is row
/// `i * stride_y + ky * dilation_y - pad_top` and column `j * stride_x + kx * dilation_x -
/// pad_left`.
typedef struct ck_window {
    size_t height, width; ///< In taps
    size_t stride_y, stride_x, dilation_y, dilation_x, pad_top, pad_left;
} ck_window;

/// Feature maps of values, `[channels, height, width]`, row-major.
typedef struct ck_feature_maps {
    size_t channels, height, width;
} ck_feature_maps;

/// A term of a convolution's sums: where the first output of a row finds its input.
typedef struct ck_conv_term {
    uint32_t row;    ///< of the padded input
    uint32_t column; ///< in that row
    uint32_t offset; ///< of the value
} ck_conv_term;

/// A convolution of feature maps, with what may follow it at once: an activation, then a maximum
/// over windows, which are not dilated.
typedef struct ck_f32_conv2d {
    ck_feature_maps input;
    ck_feature_maps sums;      ///< of the convolution alone
    ck_feature_maps output;    ///< the same, or what the pooling leaves
    ck_window window;          ///< of the convolution
    ck_window pool;            ///< of the pooling, if `pooled`
    ck_activation activation;  ///< what follows
    int pooled;                ///< whether a pooling follows that
    int finite;                ///< whether all weights are finite
    size_t term_count;         ///< C · kh · kw, or fewer
    const ck_conv_term *terms; ///< see `ck_f32_conv2d_terms`
    const float *packed;       ///< as a dense layer of as many inputs as there are terms
} ck_f32_conv2d;

/// Fills in `layer->term_count` terms, whose numbers, ascending, are `k`: term
/// `(c * kh + ky) * kw + kx` is row ky and column kx of the window in channel c. Terms whose
/// weights are zero for all sums need not be among them.
void ck_f32_conv2d_terms(const ck_f32_conv2d *layer, const uint32_t *k, ck_conv_term *terms);

/// The number of 32-bit words of scratch that `f32_conv2d` needs.
size_t ck_f32_conv2d_scratch_words(const ck_f32_conv2d *layer);

/// A depthwise convolution: each feature map of the input goes through as many windows as there are
/// feature maps of the output for one of the input, and what may follow as for `ck_f32_conv2d`.
typedef struct ck_f32_depthwise2d {
    ck_feature_maps input;
    ck_feature_maps sums; ///< a multiple of the channels of the input
    ck_feature_maps output;
    ck_window window, pool;
    ck_activation activation;
    int pooled;
    int finite;           ///< whether all weights are finite
    const float *weights; ///< `[channels of the sums][kh * kw]`
    const float *bias;    ///< `[channels of the sums]`
} ck_f32_depthwise2d;

/// The number of 32-bit words of scratch that `f32_depthwise2d` needs.
size_t ck_f32_depthwise2d_scratch_words(const ck_f32_depthwise2d *layer);

/// One implementation of every kernel.
typedef struct ck_table {
    /// "portable", "avx2", "avxvnni", "avx512", "avx512vbmi2", "avx512amx", "neon" or "neoni8mm".
    const char *name;

    /// The kernels of integers for the same processors.
    const ck_integer_table *integers;

    /// y[n, m] = bias[m], then y = fma(x[n, k], w[k, m], y) for k ascending, leaving out the terms
    /// whose x[n, k] is zero and, of bytes, those whose w[k, m] is zero for all m. x is `[N, K]`, y
    /// is `[N, M]`, both row-major; neither they nor `scratch` (`ck_dense_scratch_words(K)` words)
    /// overlap.
    void (*u8_dense)(const ck_f32_dense *layer, size_t n, const uint8_t *x, float *y,
                     uint32_t *scratch);
    void (*f32_dense)(const ck_f32_dense *layer, size_t n, const float *x, float *y,
                      uint32_t *scratch);

    /// All layers of a stack, each as above, its activation included. x is `[N, K]` of the first
    /// layer, y is `[N, M]` of the last one; neither they nor `scratch`
    /// (`ck_f32_stack_scratch_words`) overlap.
    void (*u8_stack)(const ck_f32_stack *stack, size_t n, const uint8_t *x, float *y,
                     uint32_t *scratch);
    void (*f32_stack)(const ck_f32_stack *stack, size_t n, const float *x, float *y,
                      uint32_t *scratch);

    /// One image through a convolution. Each sum is bias[m], then fma(x[k], w[k, m], sum) for the
    /// terms k, ascending over channel, row and column of the window. Terms whose x[k] is zero, as
    /// all of the padding is, change nothing and may be left out; a sum of -0 becomes +0. With
    /// weights that are not finite such terms are always left out. A pooling takes the maximum of
    /// its window as `f32_max_pool2d` does. x, y and `scratch` (`ck_f32_conv2d_scratch_words`) do
    /// not overlap.
    void (*f32_conv2d)(const ck_f32_conv2d *layer, const float *x, float *y, uint32_t *scratch);

    /// One image through a depthwise convolution, otherwise as `f32_conv2d`: output feature map m
    /// is made of input feature map m / (channels of the sums / channels of the input).
    void (*f32_depthwise2d)(const ck_f32_depthwise2d *layer, const float *x, float *y,
                            uint32_t *scratch);

    /// One image through a pooling, feature map by feature map, over the part of each window that
    /// is inside the feature map, rows and columns ascending: the first largest value, or NaN if
    /// there is one; or the sum, one chain of additions, divided by the number of values, which
    /// with `counts_padding` is that of the whole window.
    void (*f32_max_pool2d)(const ck_feature_maps *input, const ck_feature_maps *output,
                           const ck_window *window, const float *x, float *y);
    void (*f32_average_pool2d)(const ck_feature_maps *input, const ck_feature_maps *output,
                               const ck_window *window, int counts_padding, const float *x,
                               float *y);

    /// x[c, i] = fma(x[c, i], scale[c], shift[c]) in place; x is `[channels, count]`.
    void (*f32_affine)(size_t channels, size_t count, const float *scale, const float *shift,
                       float *x);

    /// y[i] = a[i] + b[i], and y[i] = a[i] * b[i]. y may be a or b.
    void (*f32_add)(size_t count, const float *a, const float *b, float *y);
    void (*f32_multiply)(size_t count, const float *a, const float *b, float *y);

    /// x[c, i] = x[c, i] * gate[c] in place; x is `[channels, count]`.
    void (*f32_gate)(size_t channels, size_t count, const float *gate, float *x);

    /// Elementwise, in place. Bounds and special values: see `body/elementwise.h`.
    void (*f32_exp)(size_t count, float *x);
    void (*f32_activate)(ck_activation activation, size_t count, float *x);

    /// Turns each row of `[rows, columns]` into probabilities, in place. See `body/rows.h`.
    void (*f32_softmax)(size_t rows, size_t columns, float *x);

    /// Writes the column of the largest value of each row, the lowest one on a tie.
    /// Returns `rows`, or the index of the first row that holds a NaN, where it stops.
    /// `columns` is at least 1 and at most `INT32_MAX`.
    size_t (*f32_argmax)(size_t rows, size_t columns, const float *x, int32_t *indices);
} ck_table;

/// The best variant this processor supports, chosen once. The environment variable
/// `MNIST_KERNELS`, set to a variant's name, caps the choice; other values are ignored.
const ck_table *ck_active(void);

/// The number of variants this processor supports, at least 1.
size_t ck_variant_count(void);

/// Variant `index`, worst first; variant 0 is the portable one. `NULL` past the end.
const ck_table *ck_variant(size_t index);

/// The name of variant `index` of all that there are, on whatever processor. `NULL` past the end.
const char *ck_variant_name(size_t index);

#endif
