#ifndef CCRC32_H
#define CCRC32_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The fewest bytes that ccrc32_update_accelerated() takes, and what their number is a multiple of.
 */
#define CCRC32_LEAST 64
#define CCRC32_STEP 16

/* Continues the CRC-32 of gzip (RFC 1952, section 8) over `count` bytes, unaligned: at least
 * CCRC32_LEAST and a multiple of CCRC32_STEP. May be called only where ccrc32_is_accelerated(). */
uint32_t ccrc32_update_accelerated(uint32_t crc, const uint8_t *bytes, size_t count);

/* Whether this processor multiplies polynomials and a variant for that is built in. */
bool ccrc32_is_accelerated(void);

#endif
