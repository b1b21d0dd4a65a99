// Every processor: the oracle of the other variants, and what runs where none of them does.
#include "variants.h"

#define CK_TABLE ck_integers_portable
#define CK_LANES 4
#define CK_MAX_PANELS 2
#define CK_TILE 4
#define CK_TILE_PANELS 1
#define CK_FORM CK_S8_PAIRS
#include "body/vector.h"

typedef struct ck_quad_of {
    int32_t x[4];
} ck_quad_of;

CK_INLINE ck_quad_of ck_quad(uint32_t word) {
    uint8_t bytes[4];
    __builtin_memcpy(bytes, &word, sizeof bytes);
    return (ck_quad_of){{bytes[0], bytes[1], bytes[2], bytes[3]}};
}

CK_INLINE ck_i32v ck_dot(ck_i32v sum, const void *weights, size_t v, ck_quad_of four) {
    for (size_t pair = 0; pair < 2; pair++) {
        const int16_t *w = (const int16_t *)weights + (pair * CK_PANEL + v * CK_LANES) * 2;
        for (size_t lane = 0; lane < CK_LANES; lane++)
            sum[lane] += four.x[pair * 2] * w[lane * 2] + four.x[pair * 2 + 1] * w[lane * 2 + 1];
    }
    return sum;
}

#include "body/integers/table.h"
