#include "CKernels.h"

#define CK_NONE(enumerator, function, name) {name, 0, {NULL, NULL}, {CK_##enumerator, {0, 0}}},
#define CK_ONE(enumerator, function, name, first, value)                                           \
    {name, 1, {first, NULL}, {CK_##enumerator, {value, 0}}},
#define CK_TWO(enumerator, function, name, first, value, second, other)                            \
    {name, 2, {first, second}, {CK_##enumerator, {value, other}}},
static const ck_activation_form forms[] = {CK_ACTIVATIONS(CK_NONE, CK_ONE, CK_TWO)};

const ck_activation_form *ck_activation_form_at(size_t index) {
    return index < sizeof forms / sizeof *forms ? &forms[index] : NULL;
}
