// Networks of integers do not run in browsers, so their kernels are left out.
#include "CKernels.h"

const ck_integer_table ck_integers_portable = {0};
