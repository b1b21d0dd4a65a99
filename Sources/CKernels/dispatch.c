// The choice of a variant.
#include "CProcessor.h"
#include "variants.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/// All variants of this architecture, worst first, and what each needs.
static const struct {
    const ck_table *table;
    cprocessor_feature needs;
} variants[] = {
    {&ck_table_portable, CPROCESSOR_ANY},
#if defined(__x86_64__)
    {&ck_table_avx2, CPROCESSOR_AVX2},
    {&ck_table_avx512, CPROCESSOR_AVX512},
    {&ck_table_avx512vbmi2, CPROCESSOR_AVX512_VBMI2},
#elif defined(__aarch64__)
    {&ck_table_neon, CPROCESSOR_ANY},
#endif
};

static const size_t variant_count = sizeof variants / sizeof *variants;

static const ck_table *best(void) {
    const char *cap = getenv("MNIST_KERNELS");
    const ck_table *table = &ck_table_portable;
    for (size_t i = 0; i < variant_count; i++) {
        if (cprocessor_has(variants[i].needs))
            table = variants[i].table;
        if (cap && strcmp(cap, variants[i].table->name) == 0)
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
        supported += cprocessor_has(variants[i].needs);
    return supported;
}

const ck_table *ck_variant(size_t index) {
    for (size_t i = 0; i < variant_count; i++)
        if (cprocessor_has(variants[i].needs) && index-- == 0)
            return variants[i].table;
    return NULL;
}
