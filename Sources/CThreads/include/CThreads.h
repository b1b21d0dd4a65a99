/// What the C interface of threads can say about processors and Swift's import of it cannot.
#ifndef CTHREADS_H
#define CTHREADS_H

#include <pthread.h>

/// Moves a thread that has just been created to another processor than the caller's, if it is still
/// on that one and may run elsewhere. Later it may run wherever the caller may.
///
/// Linux creates a thread on the processor of its creator where it knows of no better one. There it
/// waits until the creator blocks or a tick of the clock, some milliseconds later, finds the two,
/// while another processor may be idle. Elsewhere this does nothing.
void cthreads_move_away(pthread_t thread);

/// The number of processors on which the calling thread may run; 0 where the system does not tell.
int cthreads_allowed_processors(void);

#endif
