// What the parts of the program share that misuses the interface.
#ifndef MISUSE_H
#define MISUSE_H

#include <mnist.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Ends the program if something is not as it should be.
#define EXPECT(condition)                                                                          \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: expected %s\n", __FILE__, __LINE__, #condition);               \
            exit(1);                                                                               \
        }                                                                                          \
    } while (0)

/// Expects a status and a sentence that contains some words.
static inline void fails(mnist_status status, mnist_status expected, mnist_error **error,
                         const char *words) {
    EXPECT(status == expected);
    EXPECT(mnist_error_status(*error) == expected);
    if (!strstr(mnist_error_message(*error), words)) {
        fprintf(stderr, "expected \"%s\", found: %s\n", words, mnist_error_message(*error));
        exit(1);
    }
    mnist_error_free(error);
    EXPECT(!*error);
}

/// 200 images of noise.
extern uint8_t pixels[784 * 200];

/// Evaluations of shards.
void shards(mnist_model *model, mnist_session *session);
/// Rejections; `path` is that of a model that has them.
void rejections(mnist_session *session, const char *path);
/// Frames of images.
void frames(mnist_model *model);

#endif
