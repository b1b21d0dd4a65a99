#include "CProcessor.h"

#if defined(__x86_64__)
#include <cpuid.h>
#include <stddef.h>

#if defined(__linux__)
#include <sys/syscall.h>
#include <unistd.h>
#endif

static bool has_avx2(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

static bool has_avx512(void) {
#if defined(__APPLE__)
    // Registers are saved lazily there, and a process asking early is told they are absent.
    return false;
#else
    return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("popcnt");
#endif
}

static bool has_avx512_vbmi2(void) {
    return has_avx512() && __builtin_cpu_supports("avx512vbmi2") &&
           __builtin_cpu_supports("avx512vnni");
}

/// SHA works on registers that every system saves. `__builtin_cpu_supports` does not know it in all
/// versions of the runtime library.
static bool has_sha(void) {
    unsigned eax, ebx, ecx, edx;
    return __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) && (ebx & bit_SHA) != 0;
}

/// Bit 4 of EAX of leaf 7.1, which `__builtin_cpu_supports` does not know in all versions either.
/// The registers are those of AVX2.
static bool has_avx_vnni(void) {
    unsigned eax, ebx, ecx, edx;
    return has_avx2() && __get_cpuid_max(0, NULL) >= 7 &&
           __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) && eax >= 1 &&
           __get_cpuid_count(7, 1, &eax, &ebx, &ecx, &edx) && (eax & 1u << 4) != 0;
}

/// The registers of AMX are large: Linux saves them for processes that have asked for it.
static bool has_amx(void) {
#if defined(__linux__)
    const unsigned tiles_of_bytes = 1u << 24 | 1u << 25; // AMX-TILE and AMX-INT8, EDX of leaf 7
    const long request_permission = 0x1023, tile_data = 18;
    unsigned eax, ebx, ecx, edx;
    return has_avx512_vbmi2() && __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) &&
           (edx & tiles_of_bytes) == tiles_of_bytes &&
           syscall(SYS_arch_prctl, request_permission, tile_data) == 0;
#else
    return false;
#endif
}

bool cprocessor_has(cprocessor_feature feature) {
    __builtin_cpu_init();
    switch (feature) {
    case CPROCESSOR_ANY:
        return true;
    case CPROCESSOR_AVX2:
        return has_avx2();
    case CPROCESSOR_AVX512:
        return has_avx512();
    case CPROCESSOR_AVX512_VBMI2:
        return has_avx512_vbmi2();
    case CPROCESSOR_AMX:
        return has_amx();
    case CPROCESSOR_AVX_VNNI:
        return has_avx_vnni();
    case CPROCESSOR_I8MM:
        return false;
    case CPROCESSOR_CLMUL:
        return __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("sse4.1");
    case CPROCESSOR_SHA:
        return has_sha() && __builtin_cpu_supports("ssse3") && __builtin_cpu_supports("sse4.1");
    }
    return false;
}

#else

#if defined(__aarch64__) && defined(__linux__)
#include <sys/auxv.h>

/// Bit 13 of the second word of what the kernel says the processor has.
static bool has_i8mm(void) {
    return (getauxval(AT_HWCAP2) & 1ul << 13) != 0;
}
#elif defined(__ARM_FEATURE_MATMUL_INT8)
static bool has_i8mm(void) {
    return true;
}
#else
static bool has_i8mm(void) {
    return false;
}
#endif

bool cprocessor_has(cprocessor_feature feature) {
    return feature == CPROCESSOR_ANY || (feature == CPROCESSOR_I8MM && has_i8mm());
}

#endif
