// Counts how many images of a test set a network classifies rightly. The files are not compressed.
//
// Usage: evaluate MODEL IMAGES LABELS, with IDX files as of MNIST.

#include <mnist.h>
#include <stdio.h>
#include <stdlib.h>

/// Reads a whole file; ends the program if that cannot be done.
static uint8_t *contents(const char *path, size_t *size) {
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END) != 0) {
        perror(path);
        exit(66);
    }
    long end = ftell(file);
    rewind(file);
    uint8_t *bytes = malloc(end > 0 ? (size_t)end : 1);
    if (!bytes || end < 0 || fread(bytes, 1, (size_t)end, file) != (size_t)end) {
        perror(path);
        exit(66);
    }
    fclose(file);
    *size = (size_t)end;
    return bytes;
}

/// Ends the program with an error's sentence if a call failed.
static void check(mnist_status status, mnist_error *error) {
    if (status == MNIST_OK)
        return;
    fprintf(stderr, "%s\n", mnist_error_message(error));
    mnist_error_free(&error);
    exit(status);
}

int main(int argc, char **argv) {
    if (argc != 4)
        return 64;
    mnist_error *error = NULL;
    mnist_model *model = NULL;
    mnist_session *session = NULL;
    mnist_evaluation *evaluation = NULL;
    check(mnist_model_open(argv[1], &model, &error), error);
    check(mnist_session_create(model, 0, &session, &error), error);
    check(mnist_evaluation_create(model, 1, &evaluation, &error), error);

    size_t image_bytes, label_bytes;
    uint8_t *pixels = contents(argv[2], &image_bytes);
    uint8_t *classes = contents(argv[3], &label_bytes);
    if (image_bytes < 16 || label_bytes < 8)
        return 65;
    size_t count = label_bytes - 8;
    int32_t *labels = calloc(count + 1, sizeof *labels);
    if (!labels)
        return 70;
    for (size_t i = 0; i < count; i++)
        labels[i] = classes[8 + i];

    // Strides of 0 mean images without gaps. More images than there are bytes are refused.
    mnist_images images = {.data = pixels + 16, .size = image_bytes - 16, .count = count};
    check(mnist_evaluation_add(evaluation, session, &images, labels, count, &error), error);
    mnist_figures figures;
    check(mnist_evaluation_figures(evaluation, &figures, &error), error);
    printf("%llu of %llu correct, loss %.17g\n", (unsigned long long)figures.correct,
           (unsigned long long)figures.images, figures.mean_cross_entropy);

    mnist_evaluation_free(&evaluation);
    mnist_session_free(&session);
    mnist_model_free(&model);
    free(labels);
    free(classes);
    free(pixels);
    return 0;
}
