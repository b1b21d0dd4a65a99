#pragma once

#include <stddef.h>
#include <stdint.h>

enum { CPNG_MESSAGE_SIZE = 128 };

/// Decodes a PNG in memory to samples of 8 bits, rows from the top, pixels without gaps.
///
/// Errors of libpng jump, which no Swift function may be in the way of: hence this one.
///
/// @param channels 1 for grey, 2 for grey with alpha, 3 for RGB, 4 for RGBA; as the file has it.
/// @param target   Room for `height` rows of `width * channels` samples.
/// @param message  Receives libpng's words, NUL-terminated, when decoding fails.
/// @return 1 when every row and every checksum is sound, else 0.
int cpng_read(const uint8_t *bytes, size_t size, uint32_t width, uint32_t height, int channels,
              uint8_t *target, char message[CPNG_MESSAGE_SIZE]);
