// The terms of a convolution's sums, and which of them count for a block of outputs: a term whose
// input is zero for all of them is left out.

/// Whether it is known which columns of the input are not zero.
CK_INLINE int ck_conv_is_marked(const ck_conv_input *input) {
    return input->phase <= CK_MASK_COLUMNS;
}

/// Fills in what does not depend on the place.
static void ck_conv_place_terms(const ck_conv_input *input, const ck_conv_terms *terms) {
    // What has no masks counts everywhere; what comes after the last term counts nowhere.
    for (size_t k = 0; k < terms->count && !ck_conv_is_marked(input); k++)
        terms->masks[k] = ~(uint32_t)0;
    for (size_t i = 0; i < CK_PANEL; i++)
        terms->masks[terms->count + i] = 0;
}

/// Finds for each term the outputs, of `rows` rows from `row` on, whose input is not zero.
static void ck_conv_mask_terms(const ck_f32_conv2d *layer, const ck_conv_input *input,
                               const ck_conv_terms *terms, size_t row, size_t rows) {
    if (!ck_conv_is_marked(input))
        return;
    const size_t step = layer->window.stride_y * input->stride;
    const uint32_t *first = input->masks + row * step;
    for (size_t k = 0; k < terms->count; k++) {
        const ck_conv_term *term = &layer->terms[k];
        const uint32_t *masks = first + term->row;
        uint32_t found = masks[0];
        for (size_t r = 1; r < rows; r++)
            found |= masks[r * step];
        terms->masks[k] = found >> term->column;
    }
}

#ifndef CK_OWN_CONV_LIST
/// Lists the terms that any output in `window` has an input for; returns how many there are. Each
/// is written down, and only the next one decides whether it stays: no branch can be guessed wrong.
static size_t ck_conv_list(const ck_conv_terms *terms, uint32_t window) {
    size_t found = 0;
    for (size_t k = 0; k < terms->count; k++) {
        terms->list[found] = (uint32_t)k;
        found += (terms->masks[k] & window) != 0;
    }
    return found;
}
#endif

/// Lists all terms.
static void ck_conv_list_all(const ck_conv_terms *terms) {
    for (size_t k = 0; k < terms->count; k++)
        terms->list[k] = (uint32_t)k;
}

/// The bits of `count` outputs from `first` on; all for what has no masks.
static uint32_t ck_conv_window(const ck_conv_input *input, size_t first, size_t count) {
    if (!ck_conv_is_marked(input))
        return ~(uint32_t)0;
    return (~(uint32_t)0 >> (CK_MASK_COLUMNS - count)) << first;
}
