// Vectors of CK_LANES floats, in clang's portable vector extension.
//
// The files in this folder are the body of every kernel. Each `f32_<isa>.c` includes them once,
// after it has defined CK_LANES and the target of its functions; so all variants are the same
// operations by construction.
#ifndef CK_LANES
#error "define CK_LANES before including the kernel bodies"
#endif

#define CK_INLINE static inline __attribute__((always_inline))

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

/// x · y + z, rounded once. Without an instruction for it the compiler calls `fmaf`.
CK_INLINE ck_f32v ck_fma(ck_f32v x, ck_f32v y, ck_f32v z) {
    return __builtin_elementwise_fma(x, y, z);
}

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

/// All lanes the quiet NaN with no payload: which NaN an operation passes on differs between
/// processors, so functions return this one.
CK_INLINE ck_f32v ck_nan(void) {
    return ck_from_bits((ck_u32v)0x7fc00000u);
}

/// Half a panel of floats: a vector of its own where a whole panel is one vector.
#if CK_LANES == CK_PANEL
#define CK_HALF_LANES (CK_LANES / 2)
#else
#define CK_HALF_LANES CK_LANES
#endif
typedef float ck_f32h __attribute__((ext_vector_type(CK_HALF_LANES)));

CK_INLINE ck_f32h ck_load_half(const float *source) {
    ck_f32h v;
    __builtin_memcpy(&v, source, sizeof v);
    return v;
}

CK_INLINE void ck_store_half(float *target, ck_f32h v) {
    __builtin_memcpy(target, &v, sizeof v);
}

CK_INLINE ck_f32h ck_fma_half(ck_f32h x, ck_f32h y, ck_f32h z) {
    return __builtin_elementwise_fma(x, y, z);
}
