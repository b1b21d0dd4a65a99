// Dense layers one after the other, a few images at a time.

/// Runs `images` images, whose inputs were listed for the first layer, through all layers.
CK_INLINE void ck_layers_run(const size_t images, const ck_f32_stack *stack, ck_groups groups,
                             ck_lists *lists, const ck_scratch *scratch, float *y) {
    const ck_f32_layer *layer = stack->layers;
    for (size_t left = stack->depth - 1; left > 0; left--, layer++) {
        float *hidden = scratch->hidden[left & 1];
        const size_t inputs = layer->dense.outputs, stride = ck_panel_columns(inputs);
        const int zero = ck_layer_run(images, layer, groups, lists, scratch->sums, hidden, stride);
        const ck_rows rows = {images, inputs, stride, NULL};
        groups = ck_groups_make(layer[1].dense.outputs);
        const size_t size = ck_block_size(images, groups);
        if (zero)
            ck_f32_list(lists, rows, size, hidden, scratch);
        else
            ck_all_inputs(lists, rows, size, hidden);
    }
    ck_layer_run(images, layer, groups, lists, scratch->sums, y, layer->dense.outputs);
}

/// The same; a single image goes a way of its own, as between its layers every instruction counts.
static void ck_stack_run(const ck_f32_stack *stack, ck_groups groups, ck_lists *lists,
                         const ck_scratch *scratch, float *y) {
    if (lists->rows.images == 1)
        ck_layers_run(1, stack, groups, lists, scratch, y);
    else
        ck_layers_run(lists->rows.images, stack, groups, lists, scratch, y);
}

#define CK_STACK(name, element, list)                                                              \
    static void name(const ck_f32_stack *stack, size_t n, const element *x, float *y,              \
                     uint32_t *words) {                                                            \
        const ck_scratch scratch = ck_scratch_at(stack, words);                                    \
        const size_t inputs = stack->layers[0].dense.inputs;                                       \
        const uint8_t *active = stack->layers[0].dense.active;                                     \
        const size_t outputs = stack->layers[stack->depth - 1].dense.outputs;                      \
        const ck_groups groups = ck_groups_make(stack->layers[0].dense.outputs);                   \
        while (n > 0) {                                                                            \
            const size_t images = n < stack->images ? n : stack->images;                           \
            const ck_rows rows = {images, inputs, inputs, active};                                 \
            ck_lists lists;                                                                        \
            list(&lists, rows, ck_block_size(images, groups), x, &scratch);                        \
            ck_stack_run(stack, groups, &lists, &scratch, y);                                      \
            x += images * inputs;                                                                  \
            y += images * outputs;                                                                 \
            n -= images;                                                                           \
        }                                                                                          \
    }

CK_STACK(ck_u8_stack, uint8_t, ck_u8_list)
CK_STACK(ck_f32_stack_rows, float, ck_f32_list)

/// One layer alone is a stack of it.
#define CK_DENSE(name, element, run)                                                               \
    static void name(const ck_f32_dense *dense, size_t n, const element *x, float *y,              \
                     uint32_t *words) {                                                            \
        const ck_f32_layer layer = {*dense, {.kind = CK_IDENTITY}};                                \
        const ck_f32_stack stack = ck_f32_stack_make(1, &layer);                                   \
        run(&stack, n, x, y, words);                                                               \
    }

CK_DENSE(ck_u8_dense, uint8_t, ck_u8_stack)
CK_DENSE(ck_f32_dense_rows, float, ck_f32_stack_rows)
