/// The entry of libFuzzer, which comes with clang and has no header of its own.
#ifndef CFUZZER_H
#define CFUZZER_H

#include <stddef.h>
#include <stdint.h>

/// Calls `run` with inputs until a limit in the arguments is reached, or `run` crashes.
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*run)(const uint8_t *data, size_t size));

#endif
