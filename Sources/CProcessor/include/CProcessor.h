/// What the processor can do: the only code that asks it.
#ifndef CPROCESSOR_H
#define CPROCESSOR_H

#include <stdbool.h>

/// Sets of instructions that code here is written for.
typedef enum cprocessor_feature {
    CPROCESSOR_ANY,          ///< What every processor of the architecture has
    CPROCESSOR_AVX2,         ///< AVX2 and FMA
    CPROCESSOR_AVX_VNNI,     ///< The same and AVX-VNNI
    CPROCESSOR_AVX512,       ///< The same, AVX-512 F, BW, VL and DQ, and POPCNT
    CPROCESSOR_AVX512_VBMI2, ///< The same, AVX-512 VBMI2 and AVX-512 VNNI
    CPROCESSOR_AMX,          ///< The same and AMX for bytes; on Linux, whose kernel must be asked
    CPROCESSOR_I8MM,         ///< Products of matrices of eight bits, of Arm
    CPROCESSOR_CLMUL,        ///< PCLMULQDQ and SSE 4.1
    CPROCESSOR_SHA,          ///< SHA, SSSE3 and SSE 4.1
} cprocessor_feature;

/// Whether the processor has the instructions, and the operating system saves their registers.
bool cprocessor_has(cprocessor_feature feature);

#endif
