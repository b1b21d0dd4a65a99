#include "CSHA256.h"

/* FIPS 180-4, section 4.2.2. */
extern const uint32_t csha256_round_constants[64];
