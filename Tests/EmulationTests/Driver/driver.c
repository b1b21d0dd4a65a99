// Runs kernels on another processor: reads a program of steps, writes what the steps that ask for
// it leave behind. `EmulationTests` builds it for 64-bit Arm and runs it under an emulator.
//
// Usage: driver                  lists the variants, the active one first
//        driver VARIANT < steps > results
//
// A step is its name in 16 bytes, padded with zeros, three u64 (rows, columns, outputs), and what
// `steps` below says follows. All numbers are little-endian. The steps work on one matrix of floats
// `[rows, columns]`; only the first dense layer of a network works on pixels instead.
#include "CKernels.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct header {
    char name[16];
    uint64_t rows, columns, outputs;
} header;

typedef struct state {
    const ck_table *table;
    uint8_t *pixels; ///< `[rows, columns]` before the first layer
    float *values;   ///< `[rows, columns]`
    float *slots[8]; ///< values that were put aside, each as long as it was then
} state;

static void fail(const char *what, const char *which) {
    fprintf(stderr, "driver: %s: %s\n", what, which);
    exit(1);
}

static void *allocate(size_t count, size_t size) {
    void *memory = calloc(count > 0 ? count : 1, size);
    if (!memory)
        fail("out of memory", "calloc");
    return memory;
}

static void *read_payload(size_t count, size_t size, const char *name) {
    void *payload = allocate(count, size);
    if (fread(payload, size, count, stdin) != count)
        fail("program ends within a step", name);
    return payload;
}

static void write_result(const void *bytes, size_t count, size_t size) {
    if (fwrite(bytes, size, count, stdout) != count)
        fail("cannot write", "results");
}

/// Replaces the values.
static void set_values(state *s, float *values) {
    free(s->values);
    s->values = values;
}

// MARK: - Steps

/// Followed by u8 `[rows, columns]`.
static void load_pixels(state *s, const header *h) {
    free(s->pixels);
    s->pixels = read_payload(h->rows * h->columns, 1, h->name);
}

/// Followed by f32 `[rows, columns]`.
static void load_values(state *s, const header *h) {
    set_values(s, read_payload(h->rows * h->columns, sizeof(float), h->name));
}

/// Writes f32 `[rows, columns]`.
static void store_values(state *s, const header *h) {
    write_result(s->values, h->rows * h->columns, sizeof(float));
}

/// Followed by weights f32 `[columns, outputs]`, then the bias f32 `[outputs]`.
static void dense(state *s, const header *h, int from_pixels) {
    float *weights = read_payload(h->columns * h->outputs, sizeof(float), h->name);
    float *bias = read_payload(h->outputs, sizeof(float), h->name);
    float *packed = allocate(ck_f32_dense_packed_count(h->columns, h->outputs), sizeof(float));
    uint8_t *active = allocate(h->columns, 1);
    uint32_t *scratch = allocate(ck_dense_scratch_words(h->columns), sizeof(uint32_t));
    float *y = allocate(h->rows * h->outputs, sizeof(float));

    ck_f32_dense_pack(h->columns, h->outputs, weights, bias, packed);
    ck_f32_dense_active_inputs(h->columns, h->outputs, weights, active);
    const ck_f32_dense layer = {h->columns, h->outputs, packed, active};
    if (from_pixels)
        s->table->u8_dense(&layer, h->rows, s->pixels, y, scratch);
    else
        s->table->f32_dense(&layer, h->rows, s->values, y, scratch);
    set_values(s, y);

    free(scratch);
    free(active);
    free(packed);
    free(bias);
    free(weights);
}

static void u8_dense(state *s, const header *h) {
    dense(s, h, 1);
}

static void f32_dense(state *s, const header *h) {
    dense(s, h, 0);
}

/// Reads a u64, the kind, and as many f32 as there may be parameters.
static ck_activation read_activation(const header *h) {
    uint64_t *kind = read_payload(1, sizeof(uint64_t), h->name);
    float *parameters = read_payload(CK_MOST_PARAMETERS, sizeof(float), h->name);
    ck_activation activation = {.kind = (ck_activation_kind)*kind};
    memcpy(activation.parameters, parameters, sizeof activation.parameters);
    free(parameters);
    free(kind);
    return activation;
}

/// Followed by the layers, `outputs` in number: each is u64 (its outputs), its activation, its
/// weights f32 `[inputs, outputs]` and its bias f32 `[outputs]`.
static void u8_stack(state *s, const header *h) {
    ck_f32_layer *layers = allocate(h->outputs, sizeof *layers);
    size_t inputs = h->columns;
    for (size_t i = 0; i < h->outputs; i++) {
        uint64_t *numbers = read_payload(1, sizeof(uint64_t), h->name);
        const size_t outputs = numbers[0];
        const ck_activation activation = read_activation(h);
        float *weights = read_payload(inputs * outputs, sizeof(float), h->name);
        float *bias = read_payload(outputs, sizeof(float), h->name);
        float *packed = allocate(ck_f32_dense_packed_count(inputs, outputs), sizeof(float));
        uint8_t *active = allocate(inputs, 1);
        ck_f32_dense_pack(inputs, outputs, weights, bias, packed);
        ck_f32_dense_active_inputs(inputs, outputs, weights, active);
        layers[i] = (ck_f32_layer){{inputs, outputs, packed, active}, activation};
        inputs = outputs;
        free(bias);
        free(weights);
        free(numbers);
    }
    const ck_f32_stack stack = ck_f32_stack_make(h->outputs, layers);
    uint32_t *scratch = allocate(ck_f32_stack_scratch_words(&stack), sizeof(uint32_t));
    float *y = allocate(h->rows * inputs, sizeof(float));
    s->table->u8_stack(&stack, h->rows, s->pixels, y, scratch);
    set_values(s, y);

    free(scratch);
    for (size_t i = 0; i < h->outputs; i++) {
        free((void *)layers[i].dense.packed);
        free((void *)layers[i].dense.active);
    }
    free(layers);
}

static ck_feature_maps read_maps(const header *h) {
    uint64_t *n = read_payload(3, sizeof(uint64_t), h->name);
    const ck_feature_maps maps = {n[0], n[1], n[2]};
    free(n);
    return maps;
}

static ck_window read_window(const header *h) {
    uint64_t *n = read_payload(8, sizeof(uint64_t), h->name);
    const ck_window window = {n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7]};
    free(n);
    return window;
}

static uint64_t read_number(const header *h) {
    uint64_t *payload = read_payload(1, sizeof(uint64_t), h->name);
    const uint64_t number = *payload;
    free(payload);
    return number;
}

static int read_flag(const header *h) {
    return read_number(h) != 0;
}

static size_t area(const ck_feature_maps *maps) {
    return maps->channels * maps->height * maps->width;
}

/// Followed by u64: the feature maps of the input, the sums and the output, the windows of the
/// convolution and of the pooling, and whether the pooling follows; the activation. Then the
/// numbers of the terms, u32 `[outputs]`, their weights f32 `[outputs, channels of the sums]`, all
/// finite, and the bias f32 `[channels of the sums]`.
static void f32_conv2d(state *s, const header *h) {
    ck_f32_conv2d layer = {.term_count = h->outputs, .finite = 1};
    layer.input = read_maps(h);
    layer.sums = read_maps(h);
    layer.output = read_maps(h);
    layer.window = read_window(h);
    layer.pool = read_window(h);
    layer.pooled = read_flag(h);
    layer.activation = read_activation(h);
    const size_t channels = layer.sums.channels;
    uint32_t *numbers = read_payload(h->outputs, sizeof(uint32_t), h->name);
    float *weights = read_payload(h->outputs * channels, sizeof(float), h->name);
    float *bias = read_payload(channels, sizeof(float), h->name);
    float *packed = allocate(ck_f32_dense_packed_count(h->outputs, channels), sizeof(float));
    ck_f32_dense_pack(h->outputs, channels, weights, bias, packed);
    layer.packed = packed;
    ck_conv_term *terms = allocate(h->outputs, sizeof *terms);
    ck_f32_conv2d_terms(&layer, numbers, terms);
    layer.terms = terms;
    uint32_t *scratch = allocate(ck_f32_conv2d_scratch_words(&layer), sizeof(uint32_t));
    float *y = allocate(h->rows * area(&layer.output), sizeof(float));
    for (size_t i = 0; i < h->rows; i++)
        s->table->f32_conv2d(&layer, s->values + i * h->columns, y + i * area(&layer.output),
                             scratch);
    set_values(s, y);

    free(scratch);
    free(terms);
    free(packed);
    free(bias);
    free(weights);
    free(numbers);
}

/// Followed by what a convolution has before the terms, then the weights f32 `[outputs]`, all
/// finite, and the bias f32 `[channels of the sums]`.
static void f32_depthwise2d(state *s, const header *h) {
    ck_f32_depthwise2d layer = {.finite = 1};
    layer.input = read_maps(h);
    layer.sums = read_maps(h);
    layer.output = read_maps(h);
    layer.window = read_window(h);
    layer.pool = read_window(h);
    layer.pooled = read_flag(h);
    layer.activation = read_activation(h);
    float *weights = read_payload(h->outputs, sizeof(float), h->name);
    float *bias = read_payload(layer.sums.channels, sizeof(float), h->name);
    layer.weights = weights;
    layer.bias = bias;
    uint32_t *scratch = allocate(ck_f32_depthwise2d_scratch_words(&layer), sizeof(uint32_t));
    float *y = allocate(h->rows * area(&layer.output), sizeof(float));
    for (size_t i = 0; i < h->rows; i++)
        s->table->f32_depthwise2d(&layer, s->values + i * h->columns, y + i * area(&layer.output),
                                  scratch);
    set_values(s, y);

    free(scratch);
    free(bias);
    free(weights);
}

static float **slot(state *s, const header *h) {
    if (h->outputs >= sizeof s->slots / sizeof *s->slots)
        fail("no such slot", h->name);
    return &s->slots[h->outputs];
}

static float *copy(const float *values, size_t count) {
    float *made = allocate(count, sizeof(float));
    memcpy(made, values, count * sizeof(float));
    return made;
}

/// Copies the values to slot `outputs`.
static void put_aside(state *s, const header *h) {
    float **target = slot(s, h);
    free(*target);
    *target = copy(s->values, h->rows * h->columns);
}

/// Replaces the values by those of slot `outputs`, `[rows, columns]`.
static void take_up(state *s, const header *h) {
    set_values(s, copy(*slot(s, h), h->rows * h->columns));
}

/// Adds slot `outputs`, `[rows, columns]`.
static void f32_add(state *s, const header *h) {
    s->table->f32_add(h->rows * h->columns, s->values, *slot(s, h), s->values);
}

/// Multiplies by slot `outputs`, `[rows, columns]`.
static void f32_multiply(state *s, const header *h) {
    s->table->f32_multiply(h->rows * h->columns, s->values, *slot(s, h), s->values);
}

/// Followed by u64, the channels; slot `outputs` is the factors, `[rows, channels]`.
static void f32_gate(state *s, const header *h) {
    const size_t channels = read_number(h);
    for (size_t i = 0; i < h->rows; i++)
        s->table->f32_gate(channels, h->columns / channels, *slot(s, h) + i * channels,
                           s->values + i * h->columns);
}

/// Followed by u64, the columns of slot `outputs`, whose rows come before those of the values.
static void concatenate(state *s, const header *h) {
    const size_t first = read_number(h), all = first + h->columns;
    float *y = allocate(h->rows * all, sizeof(float));
    for (size_t i = 0; i < h->rows; i++) {
        memcpy(y + i * all, *slot(s, h) + i * first, first * sizeof(float));
        memcpy(y + i * all + first, s->values + i * h->columns, h->columns * sizeof(float));
    }
    set_values(s, y);
}

/// Followed by u64: the feature maps of the input and of the output, the window, and whether the
/// padding counts, which matters to the mean only.
static void f32_pool2d(state *s, const header *h, int takes_mean) {
    const ck_feature_maps input = read_maps(h), output = read_maps(h);
    const ck_window window = read_window(h);
    const int counts_padding = read_flag(h);
    float *y = allocate(h->rows * area(&output), sizeof(float));
    for (size_t i = 0; i < h->rows; i++) {
        const float *x = s->values + i * h->columns;
        float *to = y + i * area(&output);
        if (takes_mean)
            s->table->f32_average_pool2d(&input, &output, &window, counts_padding, x, to);
        else
            s->table->f32_max_pool2d(&input, &output, &window, x, to);
    }
    set_values(s, y);
}

static void f32_max_pool2d(state *s, const header *h) {
    f32_pool2d(s, h, 0);
}

static void f32_mean_pool2d(state *s, const header *h) {
    f32_pool2d(s, h, 1);
}

/// Followed by factors f32 `[rows]` and summands f32 `[rows]`.
static void f32_affine(state *s, const header *h) {
    float *scale = read_payload(h->rows, sizeof(float), h->name);
    float *shift = read_payload(h->rows, sizeof(float), h->name);
    s->table->f32_affine(h->rows, h->columns, scale, shift, s->values);
    free(shift);
    free(scale);
}

static void f32_exp(state *s, const header *h) {
    s->table->f32_exp(h->rows * h->columns, s->values);
}

/// Followed by an activation.
static void f32_activate(state *s, const header *h) {
    s->table->f32_activate(read_activation(h), h->rows * h->columns, s->values);
}

static void f32_softmax(state *s, const header *h) {
    s->table->f32_softmax(h->rows, h->columns, s->values);
}

/// Writes i32 `[rows]`: the indices, and -1 from the first row that holds a NaN on.
static void f32_argmax(state *s, const header *h) {
    int32_t *indices = allocate(h->rows, sizeof(int32_t));
    size_t done = s->table->f32_argmax(h->rows, h->columns, s->values, indices);
    for (size_t row = done; row < h->rows; row++)
        indices[row] = -1;
    write_result(indices, h->rows, sizeof(int32_t));
    free(indices);
}

static const struct {
    const char *name;
    void (*run)(state *, const header *);
} steps[] = {
    {"load_pixels", load_pixels},
    {"load_values", load_values},
    {"store_values", store_values},
    {"u8_dense", u8_dense},
    {"f32_dense", f32_dense},
    {"u8_stack", u8_stack},
    {"f32_exp", f32_exp},
    {"f32_activate", f32_activate},
    {"f32_softmax", f32_softmax},
    {"f32_argmax", f32_argmax},
    {"f32_conv2d", f32_conv2d},
    {"f32_max_pool2d", f32_max_pool2d},
    {"f32_mean_pool2d", f32_mean_pool2d},
    {"f32_affine", f32_affine},
    {"put_aside", put_aside},
    {"take_up", take_up},
    {"f32_add", f32_add},
    {"f32_multiply", f32_multiply},
    {"f32_gate", f32_gate},
    {"concatenate", concatenate},
    {"f32_depthwise2d", f32_depthwise2d},
};

static void run(state *s, const header *h) {
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (strncmp(h->name, steps[i].name, sizeof h->name) == 0) {
            steps[i].run(s, h);
            return;
        }
    fail("no such step", h->name);
}

// MARK: - Main

static const ck_table *variant(const char *name) {
    for (size_t i = 0; i < ck_variant_count(); i++)
        if (strcmp(ck_variant(i)->name, name) == 0)
            return ck_variant(i);
    fail("no such variant", name);
    return NULL;
}

int main(int argc, char **argv) {
    if (argc < 2) {
        puts(ck_active()->name);
        for (size_t i = 0; i < ck_variant_count(); i++)
            puts(ck_variant(i)->name);
        return 0;
    }
    state s = {.table = variant(argv[1])};
    header h;
    while (fread(&h, sizeof h, 1, stdin) == 1) {
        h.name[sizeof h.name - 1] = 0;
        run(&s, &h);
    }
    free(s.pixels);
    free(s.values);
    for (size_t i = 0; i < sizeof s.slots / sizeof *s.slots; i++)
        free(s.slots[i]);
    return fflush(stdout) == 0 ? 0 : 1;
}
