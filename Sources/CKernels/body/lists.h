// The nonzero inputs of a few images, listed once for all outputs.

/// Some nonzero inputs of one image, indices ascending.
typedef struct ck_inputs {
    size_t count;
    const uint32_t *index;
    const float *value;
} ck_inputs;

/// All nonzero inputs of some images, cut where each block of inputs begins.
typedef struct ck_lists {
    size_t images;
    size_t inputs;
    size_t size; ///< of a block; the last may be smaller
    size_t blocks;
    uint32_t *index;
    float *value;
    uint32_t *start; ///< `[images][blocks + 1]`
} ck_lists;

CK_INLINE ck_inputs ck_listed(const ck_lists *lists, size_t image, size_t block) {
    const uint32_t *start = lists->start + image * (lists->blocks + 1) + block;
    return (ck_inputs){start[1] - start[0], lists->index + start[0], lists->value + start[0]};
}

/// Lists the inputs x, `[images, inputs]`, in blocks of `size`.
#define CK_LIST(name, element, compact)                                                            \
    static ck_lists name(size_t images, size_t inputs, size_t size, const element *x,              \
                         const ck_scratch *scratch) {                                              \
        ck_lists lists = {                                                                         \
            images, inputs, size, 0, scratch->index, scratch->value, scratch->start};              \
        uint32_t *start = lists.start;                                                             \
        size_t found = 0;                                                                          \
        for (size_t image = 0; image < images; image++, x += inputs) {                             \
            size_t end = 0;                                                                        \
            lists.blocks = 0;                                                                      \
            /* One block at least, even of no inputs: the first one brings the bias. */            \
            do {                                                                                   \
                size_t first = end;                                                                \
                end = inputs - first < size ? inputs : first + size;                               \
                *start++ = (uint32_t)found;                                                        \
                found += compact(first, end, x, lists.index + found, lists.value + found);         \
                lists.blocks++;                                                                    \
            } while (end < inputs);                                                                \
            *start++ = (uint32_t)found;                                                            \
        }                                                                                          \
        return lists;                                                                              \
    }

CK_LIST(ck_u8_list, uint8_t, ck_u8_compact)
CK_LIST(ck_f32_list, float, ck_f32_compact)
