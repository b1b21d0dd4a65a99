#include "scratch.h"

ck_f32_stack ck_f32_stack_make(size_t depth, const ck_f32_layer *layers) {
    ck_f32_stack stack = {.depth = depth, .layers = layers};
    for (size_t i = 0; i < depth; i++) {
        const ck_f32_dense *dense = &layers[i].dense;
        stack.widest = dense->inputs > stack.widest ? dense->inputs : stack.widest;
        // What the last layer gives goes straight to the caller.
        if (i + 1 < depth)
            stack.widest = dense->outputs > stack.widest ? dense->outputs : stack.widest;
    }
    size_t images = stack.widest > 0 ? CK_MOST_LISTED / stack.widest : CK_MOST_IMAGES;
    stack.images = images < 1 ? 1 : images > CK_MOST_IMAGES ? CK_MOST_IMAGES : images;
    return stack;
}

size_t ck_f32_stack_scratch_words(const ck_f32_stack *stack) {
    return ck_scratch_sizes_of(stack).words;
}

size_t ck_dense_scratch_words(size_t inputs) {
    const ck_f32_layer layer = {.dense = {.inputs = inputs}};
    const ck_f32_stack stack = ck_f32_stack_make(1, &layer);
    return ck_f32_stack_scratch_words(&stack);
}
