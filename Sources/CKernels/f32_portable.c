// Every processor: the oracle of the other variants, and what runs where none of them does.
#include "variants.h"

#define CK_TABLE ck_table_portable
#define CK_NAME "portable"
#define CK_INTEGERS ck_integers_portable
#define CK_LANES 4
#define CK_MAX_PANELS 2
#define CK_MAX_PAIRED 1
#define CK_BLOCK_SUMS 12
#include "body/table.h"
