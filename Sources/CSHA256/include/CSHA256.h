#ifndef CSHA256_H
#define CSHA256_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The compression function of SHA-256 (FIPS 180-4, section 6.2.2): mixes `count` blocks of 64 bytes
 * each, unaligned, into `state`. Padding is the caller's. */
typedef void csha256_compress(uint32_t state[8], const uint8_t *blocks, size_t count);

/* In plain C. */
csha256_compress csha256_compress_portable;

/* With the processor's SHA instructions; may be called only where csha256_is_accelerated(). */
csha256_compress csha256_compress_accelerated;

/* Whether this processor has SHA instructions and a variant for them is built in. */
bool csha256_is_accelerated(void);

#endif
