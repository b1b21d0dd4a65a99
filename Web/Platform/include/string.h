// The part of the C library that this project's C code uses, where there is none.
#ifndef MNIST_STRING_H
#define MNIST_STRING_H
#include <stddef.h>
void *memset(void *target, int value, size_t count);
void *memcpy(void *restrict target, const void *restrict source, size_t count);
void *memmove(void *target, const void *source, size_t count);
int memcmp(const void *left, const void *right, size_t count);
size_t strlen(const char *text);
int strcmp(const char *left, const char *right);
#endif
