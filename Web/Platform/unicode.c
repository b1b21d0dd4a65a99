// What Swift's strings ask about Unicode, without its tables, which have 86 kB.
//
// Texts are equal where their scalars are, not where they are canonically equivalent; only ASCII
// has lower case; what a text shows is looked up by the browser, which has tables of its own.
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The number that Swift gives the general category of a scalar, as far as it hides or steers text:
/// 23 line separator, 24 paragraph separator, 25 control, 26 format; 4, a letter, for all others.
__attribute__((import_module("browser"), import_name("category"))) uint8_t
browser_category(uint32_t scalar);

uint8_t _swift_stdlib_getGeneralCategory(uint32_t scalar) {
    return browser_category(scalar);
}

/// Every scalar is normalized.
uint16_t _swift_stdlib_getNormData(uint32_t scalar) {
    (void)scalar;
    return 0;
}

const uint8_t *_swift_stdlib_nfd_decompositions = NULL;

/// There is no decomposition.
uint32_t _swift_stdlib_getDecompositionEntry(uint32_t scalar) {
    (void)scalar;
    return UINT32_MAX;
}

/// There is no composition.
uint32_t _swift_stdlib_getComposition(uint32_t first, uint32_t second) {
    (void)first, (void)second;
    return UINT32_MAX;
}

/// Every scalar is a character.
uint8_t _swift_stdlib_getGraphemeBreakProperty(uint32_t scalar) {
    (void)scalar;
    return UINT8_MAX;
}

bool _swift_stdlib_isExtendedPictographic(uint32_t scalar) {
    (void)scalar;
    return false;
}

bool _swift_stdlib_isInCB_Consonant(uint32_t scalar) {
    (void)scalar;
    return false;
}

/// Scalars beyond ASCII are their own lower case.
int32_t _swift_stdlib_getMapping(uint32_t scalar, uint8_t mapping) {
    (void)scalar, (void)mapping;
    return 0;
}

const uint8_t *_swift_stdlib_getSpecialMapping(uint32_t scalar, uint8_t mapping, size_t *length) {
    (void)scalar, (void)mapping;
    *length = 0;
    return NULL;
}
