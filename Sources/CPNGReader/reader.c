#include "CPNGReader.h"

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

struct cpng_reader {
    png_structp png;
    png_infop info;
    const uint8_t *bytes;
    size_t left;
    char *message;
    jmp_buf escape;
};

static void say(char *message, const char *text) {
    memset(message, 0, CPNG_MESSAGE_SIZE);
    strncpy(message, text, CPNG_MESSAGE_SIZE - 1);
}

static void fail(png_structp png, png_const_charp text) {
    cpng_reader *reader = png_get_error_ptr(png);
    say(reader->message, text);
    longjmp(reader->escape, 1);
}

static void ignore(png_structp png, png_const_charp text) {
    (void)png;
    (void)text;
}

static void take(png_structp png, png_bytep target, size_t count) {
    cpng_reader *reader = png_get_io_ptr(png);
    if (count > reader->left)
        png_error(png, "the file ends early");
    memcpy(target, reader->bytes, count);
    reader->bytes += count;
    reader->left -= count;
}

static void read_header(cpng_reader *reader, size_t stride) {
    png_structp png = reader->png;
    png_set_read_fn(png, reader, take);
    /* The caller has checked the size and every checksum already. */
    png_set_user_limits(png, 0x7FFFFFFF, 0x7FFFFFFF);
    png_set_crc_action(png, PNG_CRC_QUIET_USE, PNG_CRC_QUIET_USE);
    /* Texts and color profiles are not needed, and may be compressed to much more than they are. */
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
    png_read_info(png, reader->info);
    if (png_get_color_type(png, reader->info) == PNG_COLOR_TYPE_PALETTE)
        png_set_packing(png);
    else
        png_set_expand(png);
    png_set_scale_16(png);
    png_read_update_info(png, reader->info);
    if (png_get_rowbytes(png, reader->info) != stride)
        png_error(png, "another kind of pixel than the header says");
}

cpng_reader *cpng_open(const uint8_t *bytes, size_t size, size_t stride,
                       char message[CPNG_MESSAGE_SIZE]) {
    say(message, "insufficient memory");
    cpng_reader *reader = calloc(1, sizeof *reader);
    if (!reader)
        return NULL;
    reader->bytes = bytes;
    reader->left = size;
    reader->message = message;
    reader->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, reader, fail, ignore);
    reader->info = reader->png ? png_create_info_struct(reader->png) : NULL;
    if (!reader->info || setjmp(reader->escape)) {
        cpng_close(reader);
        return NULL;
    }
    read_header(reader, stride);
    return reader;
}

int cpng_read_row(cpng_reader *reader, uint8_t *row, char message[CPNG_MESSAGE_SIZE]) {
    reader->message = message;
    if (setjmp(reader->escape))
        return 0;
    png_read_row(reader->png, row, NULL);
    return 1;
}

void cpng_close(cpng_reader *reader) {
    if (reader->png)
        png_destroy_read_struct(&reader->png, &reader->info, NULL);
    free(reader);
}
