#include "CPNGReader.h"

#include <png.h>
#include <setjmp.h>
#include <string.h>

typedef struct {
    const uint8_t *bytes;
    size_t left;
    char *message;
    jmp_buf escape;
} source;

static void fail(png_structp png, png_const_charp text) {
    source *s = png_get_error_ptr(png);
    strncpy(s->message, text, CPNG_MESSAGE_SIZE - 1);
    longjmp(s->escape, 1);
}

static void ignore(png_structp png, png_const_charp text) {
    (void)png;
    (void)text;
}

static void take(png_structp png, png_bytep target, size_t count) {
    source *s = png_get_io_ptr(png);
    if (count > s->left)
        png_error(png, "the file ends early");
    memcpy(target, s->bytes, count);
    s->bytes += count;
    s->left -= count;
}

/* Texts and color profiles are not needed, and may be compressed to much more than they are. */
static void skip_metadata(png_structp png) {
    static const png_byte names[] = "iCCP\0iTXt\0tEXt\0zTXt\0sPLT\0eXIf";
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, names, sizeof names / 5);
}

static void read_rows(png_structp png, png_infop info, uint32_t width, uint32_t height,
                      int channels, uint8_t *target) {
    png_read_info(png, info);
    int has_alpha = png_get_color_type(png, info) & PNG_COLOR_MASK_ALPHA ||
                    png_get_valid(png, info, PNG_INFO_tRNS);
    png_set_expand(png);
    png_set_scale_16(png);
    /* libpng passes over a transparent color that is none. */
    if (!has_alpha && channels % 2 == 0)
        png_set_add_alpha(png, 255, PNG_FILLER_AFTER);
    int passes = png_set_interlace_handling(png);
    png_read_update_info(png, info);
    size_t stride = (size_t)width * channels;
    if (png_get_image_width(png, info) != width || png_get_image_height(png, info) != height ||
        png_get_rowbytes(png, info) != stride)
        png_error(png, "another kind of pixel than the header says");
    for (int pass = 0; pass < passes; pass++)
        for (uint32_t row = 0; row < height; row++)
            png_read_row(png, target + row * stride, NULL);
    png_read_end(png, NULL);
}

int cpng_read(const uint8_t *bytes, size_t size, uint32_t width, uint32_t height, int channels,
              uint8_t *target, char message[CPNG_MESSAGE_SIZE]) {
    memset(message, 0, CPNG_MESSAGE_SIZE);
    source s = {.bytes = bytes, .left = size, .message = message};
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &s, fail, ignore);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    if (!info) {
        png_destroy_read_struct(&png, NULL, NULL);
        strncpy(message, "insufficient memory", CPNG_MESSAGE_SIZE - 1);
        return 0;
    }
    /* Neither pointer changes after this, so both are sound when an error comes back here. */
    if (setjmp(s.escape)) {
        png_destroy_read_struct(&png, &info, NULL);
        return 0;
    }
    png_set_read_fn(png, &s, take);
    /* The caller has checked the size already. */
    png_set_user_limits(png, 0x7FFFFFFF, 0x7FFFFFFF);
    skip_metadata(png);
    read_rows(png, info, width, height, channels, target);
    png_destroy_read_struct(&png, &info, NULL);
    return 1;
}
