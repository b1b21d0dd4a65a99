// The body of the integer kernels, and the table over it: define CK_TABLE, CK_LANES, CK_MAX_PANELS
// (that rows go through together), CK_TILE (windows that go through together), CK_TILE_PANELS (that
// tiles go through together, 1 or 2), CK_FORM, `ck_quad` and `ck_dot` before including.
#pragma clang fp contract(off)

// Each builds on those before.
// clang-format off
#include "codes.h"
#include "windows.h"
#include "rows.h"
#include "depthwise.h"
#include "pool.h"
#include "elements.h"
// clang-format on

/// The kernels of this file, with these for windows and rows.
#define CK_INTEGERS_OF(the_windows, the_rows)                                                      \
    {                                                                                              \
        .form = CK_FORM, .windows = the_windows, .rows = the_rows,                                 \
        .depthwise = ck_u8_depthwise_windows, .max_pool = ck_u8_max_pool,                          \
        .average_pool = ck_u8_average_pool, .add = ck_u8_add, .quantize = ck_u8_quantize,          \
    }

const ck_integer_table CK_TABLE = CK_INTEGERS_OF(ck_u8_windows, ck_u8_rows);
