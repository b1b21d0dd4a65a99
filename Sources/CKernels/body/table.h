// The whole body, and the table over it: `#define CK_TABLE name` before including.
#pragma clang fp contract(off)

#include "../scratch.h"
#include "vector.h"

#include "elementwise.h"
#include "rows.h"
#ifndef CK_OWN_COMPACT
#include "compact.h"
#endif
#include "lists.h"
#include "dense.h"

const ck_table CK_TABLE = {
    .name = CK_NAME,
    .u8_dense = ck_u8_dense,
    .f32_dense = ck_f32_dense_rows,
    .f32_exp = ck_f32_exp,
    .f32_sigmoid = ck_f32_sigmoid,
    .f32_tanh = ck_f32_tanh,
    .f32_relu = ck_f32_relu,
    .f32_step = ck_f32_step,
    .f32_softmax = ck_f32_softmax,
    .f32_argmax = ck_f32_argmax,
};
