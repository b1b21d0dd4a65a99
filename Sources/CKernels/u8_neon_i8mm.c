// 64-bit Arm with products of unsigned and signed bytes (USDOT, of FEAT_I8MM): four products in one
// instruction. SDOT and UDOT, which are older, take bytes of one kind only.
#include "variants.h"

#if defined(__aarch64__)
#include <arm_neon.h>
#define CK_TABLE ck_integers_neoni8mm
#define CK_LANES 4
#define CK_MAX_PANELS 4
#define CK_TILE 4
#define CK_TILE_PANELS 1
#define CK_FORM CK_S8_QUADS
#pragma clang attribute push(__attribute__((target("i8mm"))), apply_to = function)
#include "body/vector.h"

/// A quad in each lane.
typedef struct ck_quad_of {
    uint8x16_t bytes;
} ck_quad_of;

CK_INLINE ck_quad_of ck_quad(uint32_t word) {
    return (ck_quad_of){vreinterpretq_u8_u32(vdupq_n_u32(word))};
}

CK_INLINE ck_i32v ck_dot(ck_i32v sum, const void *weights, size_t v, ck_quad_of four) {
    const int8x16_t w = vld1q_s8((const int8_t *)weights + v * CK_LANES * 4);
    return (ck_i32v)vusdotq_s32((int32x4_t)sum, four.bytes, w);
}

#include "body/integers/table.h"
#pragma clang attribute pop
#endif
