// Inflates gzip files into memory and does nothing with them: the floor for every program that
// reads them. `inflate_only FILE...` prints the number of bytes.

#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

enum { CHUNK = 1 << 18 };

int main(int count, char **names) {
    static unsigned char chunk[CHUNK];
    size_t total = 0;
    for (int i = 1; i < count; i++) {
        gzFile file = gzopen(names[i], "rb");
        if (file == NULL)
            return EXIT_FAILURE;
        gzbuffer(file, CHUNK);
        int got;
        while ((got = gzread(file, chunk, CHUNK)) > 0)
            total += (size_t)got;
        if (got < 0 || gzclose(file) != Z_OK)
            return EXIT_FAILURE;
    }
    printf("%zu bytes\n", total);
}
