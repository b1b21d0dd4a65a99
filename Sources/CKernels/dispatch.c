// The only code that knows processor features.
#include "variants.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

typedef struct candidate {
    const ck_table *table;
    int supported;
} candidate;

#define CK_CANDIDATES 4

/// All variants of this architecture, worst first. `__builtin_cpu_supports` asks for the
/// instructions and for an operating system that saves their registers.
static size_t candidates(candidate list[CK_CANDIDATES]) {
    size_t count = 0;
    list[count++] = (candidate){&ck_table_portable, 1};
#if defined(__x86_64__)
    __builtin_cpu_init();
    int avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    list[count++] = (candidate){&ck_table_avx2, avx2};
#if defined(__APPLE__)
    // Registers are saved lazily there, and a process asking early is told they are absent.
    int avx512 = 0;
#else
    int avx512 = avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                 __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
                 __builtin_cpu_supports("popcnt");
#endif
    list[count++] = (candidate){&ck_table_avx512, avx512};
    int vbmi2 = avx512 && __builtin_cpu_supports("avx512vbmi2");
    list[count++] = (candidate){&ck_table_avx512vbmi2, vbmi2};
#elif defined(__aarch64__)
    list[count++] = (candidate){&ck_table_neon, 1};
#endif
    return count;
}

static const ck_table *best(void) {
    candidate list[CK_CANDIDATES];
    size_t count = candidates(list);
    const char *cap = getenv("MNIST_KERNELS");
    const ck_table *table = &ck_table_portable;
    for (size_t i = 0; i < count; i++) {
        if (list[i].supported)
            table = list[i].table;
        if (cap && strcmp(cap, list[i].table->name) == 0)
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
    candidate list[CK_CANDIDATES];
    size_t supported = 0;
    for (size_t i = 0, count = candidates(list); i < count; i++)
        supported += list[i].supported != 0;
    return supported;
}

const ck_table *ck_variant(size_t index) {
    candidate list[CK_CANDIDATES];
    for (size_t i = 0, count = candidates(list); i < count; i++)
        if (list[i].supported && index-- == 0)
            return list[i].table;
    return NULL;
}
