// Every variant of the integer kernels against plain loops, on random layers. Prints a line for
// each variant; the exit status is 1 if a byte differs.
#include "CKernels.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t panels(size_t m) {
    return (m + CK_PANEL - 1) / CK_PANEL * CK_PANEL;
}

static int between(int low, int high) {
    return low + rand() % (high - low + 1);
}

static uint8_t code(float t, float lowest) {
    if (!(t > lowest))
        t = lowest;
    return (uint8_t)rintf(t > 255 ? 255 : t);
}

static uint8_t *codes(size_t count) {
    uint8_t *x = malloc(count + CK_U8_SLACK);
    for (size_t i = 0; i < count + CK_U8_SLACK; i++)
        x[i] = rand() % 3 ? 0 : (uint8_t)rand();
    return x;
}

/// Random factors, shifts and sums to start from, for whole panels.
static void factors(size_t m, float **scale, float **offset, int32_t **start) {
    *scale = calloc(panels(m), sizeof(float));
    *offset = calloc(panels(m), sizeof(float));
    *start = calloc(panels(m), sizeof(int32_t));
    for (size_t i = 0; i < m; i++) {
        (*scale)[i] = (float)between(1, 100) / 100000;
        // Halves, so that there are ties.
        (*offset)[i] = (float)between(-100, 600) / 2;
        (*start)[i] = rand() % 8 ? between(-10000, 10000) : 0;
    }
}

/// The largest result of output m for the four windows of a group.
static float largest_float(const float *y, size_t group, size_t m, size_t outputs) {
    float largest = y[group * 4 * outputs + m];
    for (size_t i = 1; i < 4; i++)
        largest = fmaxf(largest, y[(group * 4 + i) * outputs + m]);
    return largest;
}

static uint8_t largest_code(const uint8_t *y, size_t group, size_t m, size_t outputs) {
    uint8_t largest = 0;
    for (size_t i = 0; i < 4; i++) {
        const uint8_t found = y[(group * 4 + i) * outputs + m];
        largest = found > largest ? found : largest;
    }
    return largest;
}

static int check_sums(const ck_integer_table *table, size_t k, size_t m, size_t n, int floats) {
    const size_t quads = (k + 3) / 4, size = floats ? 4 : 1;
    int8_t *w = calloc(m * quads * 4, 1);
    for (size_t i = 0; i < m; i++)
        for (size_t j = 0; j < k; j++)
            w[i * quads * 4 + j] = (int8_t)between(-127, 127);
    uint8_t *x = codes(n * k);
    float *scale, *offset;
    int32_t *start;
    factors(m, &scale, &offset, &start);
    void *packed = aligned_alloc(64, ck_s8_packed_size(table->form, quads, m));
    ck_s8_pack(table->form, quads, m, w, packed);
    uint32_t *places = malloc(quads * 4), *windows = malloc(n * 4);
    for (size_t i = 0; i < quads; i++)
        places[i] = (uint32_t)(4 * i);
    for (size_t i = 0; i < n; i++)
        windows[i] = (uint32_t)(i * k);
    ck_u8_layer layer = {m, 1, quads, places, packed, start, scale, offset, 3, floats};
    char *rows = calloc(n * m, size), *tiles = calloc(n * m, size), *loops = calloc(n * m, size);
    char *pooled = calloc(n * m, size);
    uint32_t *words = malloc(CK_U8_ROWS * ck_u8_row_words(quads) * sizeof *words);
    table->rows(&layer, n, k, x, rows, words);
    table->windows(&layer, n, windows, x, tiles);
    layer.group = 4;
    table->windows(&layer, n / 4 * 4, windows, x, pooled);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < m; j++) {
            int32_t sum = start[j];
            for (size_t l = 0; l < k; l++)
                sum += x[i * k + l] * w[j * quads * 4 + l];
            const float t = fmaf((float)sum, scale[j], offset[j]);
            if (floats)
                ((float *)loops)[i * m + j] = t;
            else
                ((uint8_t *)loops)[i * m + j] = code(t, 3);
        }
    }
    int differs = memcmp(rows, loops, n * m * size) || memcmp(tiles, loops, n * m * size);
    for (size_t i = 0; i < n / 4 * m; i++)
        differs |= floats ? ((float *)pooled)[i] != largest_float((float *)loops, i / m, i % m, m)
                          : (uint8_t)pooled[i] != largest_code((uint8_t *)loops, i / m, i % m, m);
    void *all[] = {w,       x,    scale, offset, start, packed, places,
                   windows, rows, tiles, loops,  words, pooled};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        free(all[i]);
    return differs;
}

static int check_depthwise(const ck_integer_table *table, size_t channels, size_t taps, size_t n) {
    uint8_t *x = codes((n + taps) * channels);
    int8_t *w = calloc(taps * panels(channels), 1);
    for (size_t i = 0; i < taps; i++)
        for (size_t c = 0; c < channels; c++)
            w[i * panels(channels) + c] = (int8_t)between(-127, 127);
    float *scale, *offset;
    int32_t *start;
    factors(channels, &scale, &offset, &start);
    uint32_t *places = malloc(taps * 4), *windows = malloc(n * 4);
    for (size_t i = 0; i < taps; i++)
        places[i] = (uint32_t)(i * channels);
    for (size_t i = 0; i < n; i++)
        windows[i] = (uint32_t)(i * channels);
    const ck_u8_depthwise layer = {channels, taps, places, w, start, scale, offset, 0, 0};
    uint8_t *y = calloc(n * channels, 1);
    table->depthwise(&layer, n, windows, x, y);
    int differs = 0;
    for (size_t i = 0; i < n; i++) {
        for (size_t c = 0; c < channels; c++) {
            int32_t sum = start[c];
            for (size_t tap = 0; tap < taps; tap++)
                sum += x[(i + tap) * channels + c] * w[tap * panels(channels) + c];
            differs |= y[i * channels + c] != code(fmaf((float)sum, scale[c], offset[c]), 0);
        }
    }
    void *all[] = {x, w, scale, offset, start, places, windows, y};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        free(all[i]);
    return differs;
}

static int check_elements(const ck_integer_table *table, size_t count) {
    uint8_t *a = codes(count), *b = codes(count), *y = calloc(count, 1);
    float *x = malloc(count * sizeof *x);
    for (size_t i = 0; i < count; i++)
        x[i] = rand() % 20 ? (float)between(-400, 1400) / 4 : NAN;
    int differs = 0;
    table->add(count, a, 7, 0.5f, b, 130, 0.25f, 100, 90, y);
    for (size_t i = 0; i < count; i++) {
        const float t = fmaf((float)(a[i] - 7), 0.5f, fmaf((float)(b[i] - 130), 0.25f, 100));
        differs |= y[i] != code(t, 90);
    }
    table->quantize(count, x, 0.5f, 20, y);
    for (size_t i = 0; i < count; i++)
        differs |= y[i] != code(fmaf(x[i], 0.5f, 20), 0);
    free(a), free(b), free(y), free(x);
    return differs;
}

int main(void) {
    int failed = 0;
    for (size_t variant = 0; variant < ck_variant_count(); variant++) {
        const ck_integer_table *table = ck_variant(variant)->integers;
        int differing = 0;
        srand(1);
        for (int i = 0; i < 400; i++) {
            differing += check_sums(table, (size_t)between(1, 300), (size_t)between(1, 150),
                                    (size_t)between(1, 40), rand() % 2);
            differing += check_depthwise(table, (size_t)between(1, 70), (size_t)between(1, 25),
                                         (size_t)between(1, 9));
            differing += check_elements(table, (size_t)between(1, 100));
        }
        printf("%s: %d of 1,200 random layers differ from plain loops\n", ck_variant(variant)->name,
               differing);
        failed |= differing != 0;
    }
    return failed;
}
