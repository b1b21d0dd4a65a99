/// What packing and the kernels must agree on.
#ifndef CK_PACK_H
#define CK_PACK_H

#include "CKernels.h"

/// Columns per quarter of a panel: the rows of a strip are one or two of them.
#define CK_QUARTER (CK_PANEL / 4)

/// The most quarters that a strip has; more columns than that are a panel.
#define CK_MOST_QUARTERS 2
_Static_assert(CK_PANEL % 4 == 0, "a panel is four quarters");

/// The width of the strip that repeats the columns of the last panel, 0 if there is none.
static inline size_t ck_strip_width(size_t outputs) {
    size_t columns = outputs % CK_PANEL;
    if (columns > CK_MOST_QUARTERS * CK_QUARTER)
        return 0;
    return (columns + CK_QUARTER - 1) / CK_QUARTER * CK_QUARTER;
}

#endif
