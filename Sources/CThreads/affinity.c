#define _GNU_SOURCE
#include "CThreads.h"

#if defined(__linux__) && !defined(__ANDROID__)

#include <sched.h>

void cthreads_move_away(pthread_t thread) {
    cpu_set_t all, others;
    int here = sched_getcpu();
    // Fails where there are more processors than the set has room for.
    if (here < 0 || sched_getaffinity(0, sizeof all, &all) != 0)
        return;
    others = all;
    CPU_CLR(here, &others);
    if (CPU_COUNT(&others) == 0)
        return;
    // The first call moves a thread that waits on this processor; the second leaves it there.
    if (pthread_setaffinity_np(thread, sizeof others, &others) == 0)
        pthread_setaffinity_np(thread, sizeof all, &all);
}

int cthreads_allowed_processors(void) {
    cpu_set_t allowed;
    return sched_getaffinity(0, sizeof allowed, &allowed) == 0 ? CPU_COUNT(&allowed) : 0;
}

#else

void cthreads_move_away(pthread_t thread) {
    (void)thread;
}

int cthreads_allowed_processors(void) {
    return 0;
}

#endif
