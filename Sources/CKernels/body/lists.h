// The inputs of a few images: the nonzero ones, listed once for all outputs, or all of them.

/// Some inputs of one image, indices ascending.
typedef struct ck_inputs {
    size_t count;
    const uint32_t *index; ///< `NULL` means 0, 1, 2, …
    const float *value;
} ck_inputs;

/// Rows of inputs, `[images][stride]`, of which `inputs` each are in use.
typedef struct ck_rows {
    size_t images;
    size_t inputs;
    size_t stride;
    const uint8_t *active; ///< of bytes, which inputs count
} ck_rows;

/// Inputs of some images, cut where each block of inputs begins.
typedef struct ck_lists {
    ck_rows rows;
    size_t size; ///< of a block; the last may be smaller
    size_t blocks;
    const uint32_t *index; ///< `NULL` if nothing is listed: `value` is the rows themselves
    const float *value;
    const uint32_t *start; ///< `[images][blocks + 1]`, if listed
} ck_lists;

/// The inputs of an image that lie in a block; `weights` come along to where the block begins
/// unless indices say where that is.
CK_INLINE ck_inputs ck_listed(const ck_lists *lists, size_t image, size_t block) {
    if (!lists->index) {
        const size_t first = block * lists->size, left = lists->rows.inputs - first;
        return (ck_inputs){left < lists->size ? left : lists->size, NULL,
                           lists->value + image * lists->rows.stride + first};
    }
    const uint32_t *start = lists->start + image * (lists->blocks + 1) + block;
    return (ck_inputs){start[1] - start[0], lists->index + start[0], lists->value + start[0]};
}

/// All inputs x, unlisted.
CK_INLINE void ck_all_inputs(ck_lists *lists, ck_rows rows, size_t size, const float *x) {
    lists->rows = rows;
    lists->size = size;
    lists->blocks = size < rows.inputs ? (rows.inputs + size - 1) / size : 1;
    lists->index = NULL;
    lists->value = x;
}

/// Prefetch hint for the bytes that follow an image, where the next image most likely lies. Nothing
/// is read, and the address need not be valid.
CK_INLINE void ck_prefetch_following(const void *image, size_t size) {
    const size_t most = 4096, bytes = size < most ? size : most;
    for (size_t i = 0; i < bytes; i += 64)
        __builtin_prefetch((const void *)((uintptr_t)image + size + i));
}

/// Lists the inputs x in blocks of `size`.
#define CK_LIST(name, element, compact)                                                            \
    static void name(ck_lists *lists, ck_rows rows, size_t size, const element *x,                 \
                     const ck_scratch *scratch) {                                                  \
        const size_t inputs = rows.inputs;                                                         \
        uint32_t *start = scratch->start;                                                          \
        size_t found = 0, blocks = 0;                                                              \
        for (size_t image = 0; image < rows.images; image++, x += rows.stride) {                   \
            if (sizeof(element) == 1)                                                              \
                ck_prefetch_following(x, inputs);                                                  \
            size_t end = 0;                                                                        \
            blocks = 0;                                                                            \
            /* One block at least, even of no inputs: the first one brings the bias. */            \
            do {                                                                                   \
                size_t first = end;                                                                \
                end = inputs - first < size ? inputs : first + size;                               \
                *start++ = (uint32_t)found;                                                        \
                found += compact(first, end, x, rows.active, scratch->index + found,               \
                                 scratch->value + found);                                          \
                blocks++;                                                                          \
            } while (end < inputs);                                                                \
            *start++ = (uint32_t)found;                                                            \
        }                                                                                          \
        lists->rows = rows;                                                                        \
        lists->size = size;                                                                        \
        lists->blocks = blocks;                                                                    \
        lists->index = scratch->index;                                                             \
        lists->value = scratch->value;                                                             \
        lists->start = scratch->start;                                                             \
    }

CK_LIST(ck_u8_list, uint8_t, ck_u8_compact)
CK_LIST(ck_f32_list, float, ck_f32_compact)
