// From sums to what a layer gives: the one place where a value is rounded to a code.

#define CK_VECTORS (CK_PANEL / CK_LANES)

typedef uint8_t ck_u8v __attribute__((ext_vector_type(CK_LANES)));
typedef int8_t ck_s8v __attribute__((ext_vector_type(CK_LANES)));

CK_INLINE ck_i32v ck_load_i32(const int32_t *source) {
    ck_i32v v;
    __builtin_memcpy(&v, source, sizeof v);
    return v;
}

/// The integers of codes.
CK_INLINE ck_i32v ck_load_codes(const uint8_t *source) {
    ck_u8v v;
    __builtin_memcpy(&v, source, sizeof v);
    return __builtin_convertvector(v, ck_i32v);
}

CK_INLINE ck_f32v ck_to_float(ck_i32v v) {
    return __builtin_convertvector(v, ck_f32v);
}

/// t clamped to lowest...255 and rounded to the nearest integer, ties to even: that is what adding
/// 2^23 does, after which the last bits are the integer.
#ifndef CK_OWN_CODES
CK_INLINE ck_u8v ck_code(ck_f32v t, float lowest) {
    t = ck_select(t > ck_splat(lowest), t, ck_splat(lowest));
    t = ck_select(t < ck_splat(255.0f), t, ck_splat(255.0f));
    return __builtin_convertvector(ck_bits(t + ck_splat(8388608.0f)) & 255, ck_u8v);
}
#else
#include "codes_avx512.h"
#endif

/// Copies `count` bytes, from `size` to twice that, a constant: in two pieces, which may overlap.
CK_INLINE void ck_copy_pieces(uint8_t *y, const uint8_t *x, size_t count, size_t size) {
    uint8_t last[8];
    __builtin_memcpy(last, x + count - size, size);
    __builtin_memcpy(y, x, size);
    __builtin_memcpy(y + count - size, last, size);
}

/// Writes the codes of a panel, or the first `count` ones if there are fewer.
CK_INLINE void ck_write_codes(uint8_t *y, const uint8_t codes[CK_PANEL], size_t count) {
    if (count >= CK_PANEL)
        __builtin_memcpy(y, codes, CK_PANEL);
    else if (count >= 8)
        ck_copy_pieces(y, codes, count, 8);
    else if (count >= 4)
        ck_copy_pieces(y, codes, count, 4);
    else if (count >= 2)
        ck_copy_pieces(y, codes, count, 2);
    else if (count == 1)
        *y = *codes;
}

/// Where the sums of a panel go and how.
typedef struct ck_target {
    ck_f32v scale[CK_VECTORS], offset[CK_VECTORS];
    float lowest;
    size_t count; ///< the outputs of the panel, at most CK_PANEL
} ck_target;

CK_INLINE ck_f32v ck_real(const ck_target *target, const ck_i32v *sums, size_t v) {
    return ck_fma(ck_to_float(sums[v]), target->scale[v], target->offset[v]);
}

/// Writes the codes of a panel's sums.
CK_INLINE void ck_write_sums_as_codes(const ck_target *target, const ck_i32v sums[CK_VECTORS],
                                      uint8_t *y) {
    uint8_t codes[CK_PANEL];
#pragma clang loop unroll(full)
    for (size_t v = 0; v < CK_VECTORS; v++) {
        const ck_u8v code = ck_code(ck_real(target, sums, v), target->lowest);
        __builtin_memcpy(codes + v * CK_LANES, &code, sizeof code);
    }
    ck_write_codes(y, codes, target->count);
}

/// Writes the real numbers of a panel's sums.
CK_INLINE void ck_write_sums_as_floats(const ck_target *target, const ck_i32v sums[CK_VECTORS],
                                       float *y) {
    float values[CK_PANEL];
    for (size_t v = 0; v < CK_VECTORS; v++)
        ck_store(values + v * CK_LANES, ck_real(target, sums, v));
    __builtin_memcpy(y, values, target->count * sizeof *values);
}

/// The target of panel `panel`.
CK_INLINE ck_target ck_target_of(const float *scale, const float *offset, float lowest,
                                 size_t outputs, size_t panel) {
    const size_t first = panel * CK_PANEL, left = outputs - first;
    ck_target target = {.lowest = lowest, .count = left < CK_PANEL ? left : CK_PANEL};
    for (size_t v = 0; v < CK_VECTORS; v++) {
        target.scale[v] = ck_load(scale + first + v * CK_LANES);
        target.offset[v] = ck_load(offset + first + v * CK_LANES);
    }
    return target;
}

/// Writes the sums of a panel of a row or a window whose results begin at y.
CK_INLINE void ck_write(const ck_target *target, const ck_i32v sums[CK_VECTORS], void *y,
                        size_t index, int gives_floats) {
    if (gives_floats)
        ck_write_sums_as_floats(target, sums, (float *)y + index);
    else
        ck_write_sums_as_codes(target, sums, (uint8_t *)y + index);
}
