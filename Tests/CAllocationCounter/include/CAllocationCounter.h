/// Counts the allocations of a thread, for tests of what must allocate nothing.
#ifndef CALLOCATIONCOUNTER_H
#define CALLOCATIONCOUNTER_H

#include <stdbool.h>
#include <stddef.h>

/// Whether allocations can be counted here: with glibc's own allocator, and no sanitizer's.
bool callocationcounter_is_supported(void);

/// Calls `body` and returns how often the calling thread asked for memory meanwhile.
size_t callocationcounter_count(void (*body)(void *context), void *context);

#endif
