// x86-64 with AVX-512 VNNI: four products of bytes of a whole panel in one instruction.
#include "variants.h"

#if defined(__x86_64__)
#include <immintrin.h>
#define CK_TABLE ck_integers_avx512vnni
#define CK_LANES 16
#define CK_MAX_PANELS 8
#define CK_TILE 8
#define CK_TILE_PANELS 2
#define CK_FORM CK_S8_QUADS
#define CK_OWN_QUADS
#define CK_OWN_CODES
#pragma clang attribute push(                                                                      \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni,popcnt"))),               \
    apply_to = function)
#include "body/vector.h"

/// A quad in each lane.
typedef struct ck_quad_of {
    __m512i bytes;
} ck_quad_of;

CK_INLINE ck_quad_of ck_quad(uint32_t word) {
    return (ck_quad_of){_mm512_set1_epi32((int)word)};
}

CK_INLINE ck_i32v ck_dot(ck_i32v sum, const void *weights, size_t v, ck_quad_of four) {
    const __m512i w = _mm512_loadu_si512((const char *)weights + v * 64);
    return (ck_i32v)_mm512_dpbusd_epi32((__m512i)sum, four.bytes, w);
}

#include "body/integers/quads_avx512.h"
#include "body/integers/table.h"
#pragma clang attribute pop

// The same with AMX, which multiplies tiles of bytes.

#pragma clang attribute push(                                                                      \
    __attribute__((                                                                                \
        target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni,popcnt,amx-tile,amx-int8"))),        \
    apply_to = function)
// clang-format off
#include "body/integers/tiles_amx.h"
#include "body/integers/rows_amx.h"
// clang-format on

const ck_integer_table ck_integers_avx512amx = CK_INTEGERS_OF(ck_amx_windows, ck_amx_rows);
#pragma clang attribute pop
#endif
