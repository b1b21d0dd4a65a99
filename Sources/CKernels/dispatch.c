// The choice of a variant.
#include "CProcessor.h"
#include "variants.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__)
#define CK_X86(table) (&(table))
#else
#define CK_X86(table) NULL
#endif
#if defined(__aarch64__)
#define CK_ARM(table) (&(table))
#else
#define CK_ARM(table) NULL
#endif
#if defined(__wasm_simd128__)
#define CK_WASM(table) (&(table))
#else
#define CK_WASM(table) NULL
#endif

/// All variants, worst first: the name, the table (`NULL` on other architectures), what it needs.
static const struct {
    const char *name;
    const ck_table *table;
    cprocessor_feature needs;
} variants[] = {
    {"portable", &ck_table_portable, CPROCESSOR_ANY},
    {"avx2", CK_X86(ck_table_avx2), CPROCESSOR_AVX2},
    {"avxvnni", CK_X86(ck_table_avxvnni), CPROCESSOR_AVX_VNNI},
    {"avx512", CK_X86(ck_table_avx512), CPROCESSOR_AVX512},
    {"avx512vbmi2", CK_X86(ck_table_avx512vbmi2), CPROCESSOR_AVX512_VBMI2},
    {"avx512amx", CK_X86(ck_table_avx512amx), CPROCESSOR_AMX},
    {"neon", CK_ARM(ck_table_neon), CPROCESSOR_ANY},
    {"neoni8mm", CK_ARM(ck_table_neoni8mm), CPROCESSOR_I8MM},
    {"simd128", CK_WASM(ck_table_simd128), CPROCESSOR_ANY},
};

static const size_t variant_count = sizeof variants / sizeof *variants;

static int is_supported(size_t index) {
    return variants[index].table && cprocessor_has(variants[index].needs);
}

static const ck_table *best(void) {
    const char *cap = getenv("MNIST_KERNELS");
    const ck_table *table = &ck_table_portable;
    for (size_t i = 0; i < variant_count; i++) {
        if (is_supported(i))
            table = variants[i].table;
        if (cap && strcmp(cap, variants[i].name) == 0)
            break;
    }
    return table;
}

const ck_table *ck_active(void) {
    static _Atomic(const ck_table *) active;
    const ck_table *table = atomic_load_explicit(&active, memory_order_acquire);
    if (!table) {
        // Threads may race to this point; they all store the same pointer.
        table = best();
        atomic_store_explicit(&active, table, memory_order_release);
    }
    return table;
}

size_t ck_variant_count(void) {
    size_t supported = 0;
    for (size_t i = 0; i < variant_count; i++)
        supported += is_supported(i);
    return supported;
}

const ck_table *ck_variant(size_t index) {
    for (size_t i = 0; i < variant_count; i++)
        if (is_supported(i) && index-- == 0)
            return variants[i].table;
    return NULL;
}

const char *ck_variant_name(size_t index) {
    return index < variant_count ? variants[index].name : NULL;
}
