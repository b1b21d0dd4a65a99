#include "CMalloc.h"

#include <stdlib.h>

#if defined(__linux__) && defined(__GLIBC__)

#include <malloc.h>

void cmalloc_give_back(void) {
    malloc_trim(0);
}

#else

void cmalloc_give_back(void) {}

#endif
