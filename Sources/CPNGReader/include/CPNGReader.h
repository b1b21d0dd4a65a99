#pragma once

#include <stddef.h>
#include <stdint.h>

enum { CPNG_MESSAGE_SIZE = 128 };

/// A PNG in memory that is decoded row by row.
///
/// Errors of libpng jump, which no Swift function may be in the way of: hence these functions.
typedef struct cpng_reader cpng_reader;

/// Reads what stands before the image data.
///
/// @param bytes    Stay where they are until the reader is closed. Checksums are not compared.
/// @param stride   The bytes that a row is expected to take: samples of 8 bits, or an index a pixel
///                 where there is a palette.
/// @param message  Receives libpng's words, NUL-terminated, when that fails.
/// @return NULL when it fails.
cpng_reader *cpng_open(const uint8_t *bytes, size_t size, size_t stride,
                       char message[CPNG_MESSAGE_SIZE]);

/// Decodes the next row; of an interlaced picture those of the first pass that has any come first.
///
/// @param row  Room for `stride` bytes, even where the pass has fewer columns.
/// @return 1 when the row is sound, else 0 and a message; then no row may be asked for again.
int cpng_read_row(cpng_reader *reader, uint8_t *row, char message[CPNG_MESSAGE_SIZE]);

void cpng_close(cpng_reader *reader);
