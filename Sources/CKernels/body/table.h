// The whole body, and the table over it: `#define CK_TABLE name` before including.
#pragma clang fp contract(off)

#include "../conv2d_scratch.h"
#include "../scratch.h"
#include "vector.h"

// Each builds on those before.
// clang-format off
#include "elementwise.h"
#include "rows.h"
#ifndef CK_OWN_COMPACT
#include "compact.h"
#endif
#include "lists.h"
#include "terms.h"
#include "epilogue.h"
#include "dense.h"
#include "stack.h"
#include "pool.h"
#include "merge.h"
#include "transpose.h"
#include "conv_input.h"
#include "conv_terms.h"
#include "conv_block.h"
#include "conv.h"
#include "depthwise.h"
// clang-format on

/// The kernels of this file, with these for bytes and integers.
#define CK_TABLE_OF(the_name, the_u8_dense, the_u8_stack, the_integers)                            \
    {                                                                                              \
        .name = the_name, .integers = &the_integers, .u8_dense = the_u8_dense,                     \
        .f32_dense = ck_f32_dense_rows, .u8_stack = the_u8_stack, .f32_stack = ck_f32_stack_rows,  \
        .f32_conv2d = ck_f32_conv2d_image, .f32_depthwise2d = ck_f32_depthwise2d_image,            \
        .f32_max_pool2d = ck_f32_max_pool2d, .f32_average_pool2d = ck_f32_average_pool2d,          \
        .f32_affine = ck_f32_affine, .f32_add = ck_f32_add, .f32_multiply = ck_f32_multiply,       \
        .f32_gate = ck_f32_gate, .f32_exp = ck_f32_exp, .f32_activate = ck_f32_activate,           \
        .f32_softmax = ck_f32_softmax, .f32_argmax = ck_f32_argmax,                                \
    }

const ck_table CK_TABLE = CK_TABLE_OF(CK_NAME, ck_u8_dense, ck_u8_stack, CK_INTEGERS);
