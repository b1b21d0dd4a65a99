// The packed forms of weights of eight bits.
#include "CKernels.h"

#include <string.h>

size_t ck_s8_packed_size(ck_s8_form form, size_t quads, size_t outputs) {
    const size_t quad = (form == CK_S8_QUADS ? 1 : 2) * 4 * CK_PANEL;
    const size_t panels = outputs / CK_PANEL + (outputs % CK_PANEL != 0);
    // Tiles read sixteen quads at a time.
    const size_t slack = form == CK_S8_QUADS ? 15 * quad : 0;
    size_t size;
    if (__builtin_mul_overflow(panels, quads, &size) || __builtin_mul_overflow(size, quad, &size) ||
        __builtin_add_overflow(size, slack, &size))
        return 0;
    return size;
}

void ck_s8_pack(ck_s8_form form, size_t quads, size_t outputs, const int8_t *weights,
                void *packed) {
    memset(packed, 0, ck_s8_packed_size(form, quads, outputs));
    for (size_t m = 0; m < outputs; m++) {
        for (size_t k = 0; k < quads * 4; k++) {
            const int8_t w = weights[m * quads * 4 + k];
            const size_t quad = m / CK_PANEL * quads + k / 4, lane = m % CK_PANEL;
            if (form == CK_S8_QUADS)
                ((int8_t *)packed)[(quad * CK_PANEL + lane) * 4 + k % 4] = w;
            else
                ((int16_t *)packed)[((quad * 2 + k % 4 / 2) * CK_PANEL + lane) * 2 + k % 2] = w;
        }
    }
}
