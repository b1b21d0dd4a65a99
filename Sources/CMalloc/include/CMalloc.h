/// What the allocator of the C library can be told and Swift's import of it cannot, and what is to
/// be said when it has no more.
#ifndef CMALLOC_H
#define CMALLOC_H

#include <stddef.h>

/// Lets the process have the next `byteCount` bytes of its memory in huge pages, where the system
/// has any to give. All blocks of memory then come from one heap, and what lies beyond is made of
/// ordinary pages.
///
/// To be called once, before there is a second thread. Memory that is asked for and never used is
/// not taken. Elsewhere than on Linux with the GNU C library this does nothing.
void cmalloc_prefer_huge_pages(size_t byteCount);

/// Gives memory that is free back to the system, wherever in the heap it lies.
///
/// Elsewhere than on Linux with the GNU C library this does nothing.
void cmalloc_give_back(void);

/// Ends the process with a line on standard error and a status where the allocator has no memory:
/// Swift calls `abort` then. What else calls that does as before.
///
/// `line` has to stay where it is. Swift says on a line before it how much was asked for.
void cmalloc_report_exhaustion(const char *line, int exit_status);

#endif
