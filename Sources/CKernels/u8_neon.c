// 64-bit Arm, every one: products of 16 bits, added in 32.
#include "variants.h"

#if defined(__aarch64__)
#include <arm_neon.h>
#define CK_TABLE ck_integers_neon
#define CK_LANES 4
#define CK_MAX_PANELS 4
#define CK_TILE 4
#define CK_TILE_PANELS 1
#define CK_FORM CK_S8_PAIRS
#include "body/vector.h"

/// The codes as 16 bits.
typedef struct ck_quad_of {
    int16x4_t codes;
} ck_quad_of;

CK_INLINE ck_quad_of ck_quad(uint32_t word) {
    const uint8x8_t bytes = vcreate_u8(word);
    return (ck_quad_of){vreinterpret_s16_u16(vget_low_u16(vmovl_u8(bytes)))};
}

CK_INLINE ck_i32v ck_dot(ck_i32v sum, const void *weights, size_t v, ck_quad_of four) {
    const int16_t *w = (const int16_t *)weights + v * CK_LANES * 2;
    const int16x4x2_t first = vld2_s16(w), second = vld2_s16(w + CK_PANEL * 2);
    int32x4_t total = (int32x4_t)sum;
    total = vmlal_lane_s16(total, first.val[0], four.codes, 0);
    total = vmlal_lane_s16(total, first.val[1], four.codes, 1);
    total = vmlal_lane_s16(total, second.val[0], four.codes, 2);
    total = vmlal_lane_s16(total, second.val[1], four.codes, 3);
    return (ck_i32v)total;
}

#include "body/integers/table.h"
#endif
