// Vectors of CK_LANES floats, in clang's portable vector extension.
//
// The files in this folder are the body of every kernel. Each `f32_<isa>.c` includes them once,
// after it has defined CK_LANES and the target of its functions; so all variants are the same
// operations by construction.
#ifndef CK_VECTOR_H
#define CK_VECTOR_H
#include "../pack.h"

#ifndef CK_LANES
#error "define CK_LANES before including the kernel bodies"
#endif

#define CK_INLINE static inline __attribute__((always_inline))

_Static_assert(CK_LANES == 4 || CK_LANES == 8 || CK_LANES == 16, "vectors have these lanes");

typedef float ck_f32v __attribute__((ext_vector_type(CK_LANES)));
typedef int32_t ck_i32v __attribute__((ext_vector_type(CK_LANES)));
typedef uint32_t ck_u32v __attribute__((ext_vector_type(CK_LANES)));

CK_INLINE ck_f32v ck_splat(float value) {
    return (ck_f32v)value;
}

CK_INLINE ck_f32v ck_load(const float *source) {
    ck_f32v v;
    __builtin_memcpy(&v, source, sizeof v);
    return v;
}

CK_INLINE void ck_store(float *target, ck_f32v v) {
    __builtin_memcpy(target, &v, sizeof v);
}

#ifdef CK_FMA_BY_DOUBLES
#include "fma_doubles.h"
#else
/// x · y + z, rounded once. Without an instruction for it the compiler calls `fmaf`.
CK_INLINE ck_f32v ck_fma(ck_f32v x, ck_f32v y, ck_f32v z) {
    return __builtin_elementwise_fma(x, y, z);
}
#endif

/// Casts between vectors of one size keep the bits.
CK_INLINE ck_u32v ck_bits(ck_f32v v) {
    return (ck_u32v)v;
}

CK_INLINE ck_f32v ck_from_bits(ck_u32v v) {
    return (ck_f32v)v;
}

/// `yes` in the lanes where a comparison held, `no` in the others.
CK_INLINE ck_f32v ck_select(ck_i32v condition, ck_f32v yes, ck_f32v no) {
    ck_u32v mask = (ck_u32v)condition;
    return ck_from_bits((ck_bits(yes) & mask) | (ck_bits(no) & ~mask));
}

/// All bits set in the lanes from `count` on.
CK_INLINE ck_u32v ck_lanes_from(size_t count) {
    ck_u32v lanes;
    for (uint32_t i = 0; i < CK_LANES; i++)
        lanes[i] = i;
    return (ck_u32v)(lanes >= (ck_u32v)(uint32_t)count);
}

/// All lanes the quiet NaN with no payload: which NaN an operation passes on differs between
/// processors, so functions return this one.
CK_INLINE ck_f32v ck_nan(void) {
    return ck_from_bits((ck_u32v)0x7fc00000u);
}

/// A quarter of a panel, four floats in every variant.
_Static_assert(CK_QUARTER == 4, "vectors of quarters are four floats");
typedef float ck_f32q __attribute__((ext_vector_type(CK_QUARTER)));

CK_INLINE ck_f32q ck_load_quarter(const float *source) {
    ck_f32q v;
    __builtin_memcpy(&v, source, sizeof v);
    return v;
}

CK_INLINE void ck_store_quarter(float *target, ck_f32q v) {
    __builtin_memcpy(target, &v, sizeof v);
}

/// Stores two quarters, and zeros up to a whole panel. Vectors are stored whole: who loads them
/// so need not wait until their parts are in the cache.
CK_INLINE void ck_store_quarters(float *target, ck_f32q first, ck_f32q second) {
#if CK_LANES == 4
    ck_store(target, first);
    ck_store(target + 4, second);
#else
    typedef float ck_f32h __attribute__((ext_vector_type(8)));
    const ck_f32h half = __builtin_shufflevector(first, second, 0, 1, 2, 3, 4, 5, 6, 7);
#if CK_LANES == 8
    ck_store(target, half);
#else
    const ck_f32h none = {0};
    ck_store(target, __builtin_shufflevector(half, none, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
                                             13, 14, 15));
#endif
#endif
    for (size_t i = 8; i < CK_PANEL; i += CK_LANES)
        if (CK_LANES < CK_PANEL)
            ck_store(target + i, ck_splat(0.0f));
}

CK_INLINE ck_f32q ck_fma_quarter(ck_f32q x, ck_f32q y, ck_f32q z) {
#ifdef CK_FMA_BY_DOUBLES
    return ck_fma(x, y, z);
#else
    return __builtin_elementwise_fma(x, y, z);
#endif
}

#endif
