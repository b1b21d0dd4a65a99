#define _GNU_SOURCE
#include "CMalloc.h"

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>

#if defined(__linux__) && defined(__GLIBC__)

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
    page = 4096,
    huge_page = 2 << 20,
    // What the allocator keeps beside a block.
    overhead = 64,
    // Enough until there is a second thread, which works while the first huge page is cleared.
    at_start = 16 << 10,
};

// Volatile, so that the compiler does not leave out memory that nobody uses.
static void *volatile grown, *volatile filling;

void cmalloc_prefer_huge_pages(size_t byteCount) {
    // Every thread shares the heap, and so do large blocks, up to the most that may be set. The end
    // of the heap is never given back, as what grows there again would be ordinary pages.
    mallopt(M_ARENA_MAX, 1);
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
    mallopt(M_TRIM_THRESHOLD, INT_MAX);

    // More than a heap has at first, so that it grows, and by as much as is wanted beyond: wherever
    // the heap begins, there are whole huge pages of `byteCount` after what is used at once.
    mallopt(M_TOP_PAD, (int)(byteCount + at_start + overhead + 2 * page + huge_page));
    grown = malloc(256 << 10);
    mallopt(M_TOP_PAD, 128 << 10);
    if (grown == NULL)
        return;

    // A huge page is given only where none of its small ones is in use.
    uintptr_t used = (uintptr_t)grown + malloc_usable_size(grown) + overhead;
    uintptr_t first = (used + at_start + page + huge_page - 1) / huge_page * huge_page;
    uintptr_t last = (uintptr_t)sbrk(0) / huge_page * huge_page;
    // Otherwise another allocator has taken the place of the library's, or memory is scarce.
    if (last <= first || last - first > byteCount + huge_page)
        return;
    madvise((void *)first, last - first, MADV_HUGEPAGE);

    // Never touched, so that it costs nothing: what follows lies just before the first huge page.
    filling = malloc(first - at_start - used);
}

#else

void cmalloc_prefer_huge_pages(size_t byteCount) {
    (void)byteCount;
}

#endif
