// 64-bit Arm, where NEON with fused multiply-add is always there: 24 of 32 registers accumulate.
#include "variants.h"

#if defined(__aarch64__)
#define CK_TABLE ck_table_neon
#define CK_NAME "neon"
#define CK_LANES 4
#define CK_MAX_PANELS 6
#define CK_MAX_PAIRED 3
#define CK_BLOCK_SUMS 24
#include "body/table.h"
#endif
