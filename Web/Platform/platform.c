// What Swift and the kernels ask of a C library, for WebAssembly without one.
#include <stddef.h>
#include <stdint.h>

#include "fma_to_odd.h"

// MARK: - Memory

/// Blocks have a size that is a power of two, behind a header of 16 bytes; those that are free wait
/// in a list of their size. Nothing is given back to the browser, which takes all at once when the
/// page goes.
typedef struct block {
    struct block *next;
    uint32_t order;
} block;

enum { least_order = 5, header_bytes = 16, page_bytes = 65536 };
extern unsigned char __heap_base;
static block *free_blocks[32];
static uintptr_t top, limit;

static void *from_browser(size_t bytes) {
    if (!top) {
        top = ((uintptr_t)&__heap_base + 15) & ~(uintptr_t)15;
        limit = __builtin_wasm_memory_size(0) * page_bytes;
    }
    if (bytes > limit - top) {
        const size_t pages = (bytes - (limit - top) + page_bytes - 1) / page_bytes;
        if (__builtin_wasm_memory_grow(0, pages) == (size_t)-1)
            return NULL;
        limit += pages * page_bytes;
    }
    void *start = (void *)top;
    top += bytes;
    return start;
}

void *malloc(size_t size) {
    if (size > (1u << 30))
        return NULL;
    uint32_t order = least_order;
    while (((size_t)1 << order) < size + header_bytes)
        order++;
    block *b = free_blocks[order];
    if (b)
        free_blocks[order] = b->next;
    else if ((b = from_browser((size_t)1 << order)))
        b->order = order;
    return b ? (char *)b + header_bytes : NULL;
}

void free(void *memory) {
    if (!memory)
        return;
    block *b = (block *)((char *)memory - header_bytes);
    // An aligned block has where its memory began behind it; see `posix_memalign`.
    if (b->order == UINT32_MAX) {
        free(b->next);
        return;
    }
    b->next = free_blocks[b->order];
    free_blocks[b->order] = b;
}

int posix_memalign(void **result, size_t alignment, size_t size) {
    char *memory = malloc(alignment <= header_bytes ? size : size + alignment + header_bytes);
    if (!memory)
        return 12;
    *result = memory;
    if (alignment > header_bytes) {
        uintptr_t aligned = ((uintptr_t)memory + header_bytes + alignment - 1) & ~(alignment - 1);
        block *b = (block *)(aligned - header_bytes);
        b->next = (block *)memory;
        b->order = UINT32_MAX;
        *result = (void *)aligned;
    }
    return 0;
}

void *aligned_alloc(size_t alignment, size_t size) {
    void *result;
    return posix_memalign(&result, alignment, size) == 0 ? result : NULL;
}

// MARK: - Bytes

void *memset(void *target, int value, size_t count) {
    __builtin_memset(target, value, count);
    return target;
}

void *memcpy(void *restrict target, const void *restrict source, size_t count) {
    __builtin_memcpy(target, source, count);
    return target;
}

void *memmove(void *target, const void *source, size_t count) {
    __builtin_memmove(target, source, count);
    return target;
}

int memcmp(const void *left, const void *right, size_t count) {
    const unsigned char *l = left, *r = right;
    for (size_t i = 0; i < count; i++)
        if (l[i] != r[i])
            return l[i] - r[i];
    return 0;
}

size_t strlen(const char *text) {
    size_t length = 0;
    while (text[length])
        length++;
    return length;
}

int strcmp(const char *left, const char *right) {
    while (*left && *left == *right)
        left++, right++;
    return (unsigned char)*left - (unsigned char)*right;
}

// MARK: - The rest

/// There are no environment variables.
char *getenv(const char *name) {
    (void)name;
    return NULL;
}

/// Hash tables are seeded alike in each run, so that a page does the same twice.
void arc4random_buf(void *target, size_t count) {
    __builtin_memset(target, 0, count);
}

/// What Swift prints before it ends goes nowhere; the browser reports the trap.
int putchar(int character) {
    return character;
}

/// Swift guards the arrays of its stack with this value.
uintptr_t __stack_chk_guard = 0x5bd1e995;

_Noreturn void __stack_chk_fail(void) {
    __builtin_trap();
}

// MARK: - Numbers

/// x · y + z, rounded once: outside of the vectors.
float fmaf(float x, float y, float z) {
    return ck_fma_to_odd(x, y, z);
}

/// The nearest whole number, halves away from zero. Adding 0.5 would round 0.49999999999999994 up.
double round(double x) {
    const double whole = __builtin_trunc(x), rest = __builtin_fabs(x - whole);
    return rest < 0.5 ? whole : whole + __builtin_copysign(1, x);
}

float roundf(float x) {
    return (float)round(x);
}

/// The product of two numbers of 128 bits, which is what a compiler makes of `__int128` here.
typedef struct {
    uint64_t low, high;
} wide;

wide __multi3(uint64_t a_low, uint64_t a_high, uint64_t b_low, uint64_t b_high) {
    const uint64_t half = 0xffffffff;
    const uint64_t low = (a_low & half) * (b_low & half);
    const uint64_t middle = (a_low >> 32) * (b_low & half) + (low >> 32);
    const uint64_t other = (a_low & half) * (b_low >> 32) + (middle & half);
    wide product;
    product.low = (other << 32) | (low & half);
    product.high = (a_low >> 32) * (b_low >> 32) + (middle >> 32) + (other >> 32) + a_low * b_high +
                   a_high * b_low;
    return product;
}

/// The browser's `parseFloat`, which rounds correctly.
__attribute__((import_module("browser"), import_name("parseNumber"))) double
browser_parse_number(const char *text, size_t length);

/// What `Double(String)` calls for a text that is a number.
const char *_swift_stdlib_strtod_clocale(const char *text, double *number) {
    const size_t length = strlen(text);
    *number = browser_parse_number(text, length);
    return text + length;
}
