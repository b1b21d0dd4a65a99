// The part of the C library that this project's C code uses, where there is none.
#ifndef MNIST_STDLIB_H
#define MNIST_STDLIB_H
#include <stddef.h>
void *malloc(size_t size);
void free(void *memory);
char *getenv(const char *name);
#endif
