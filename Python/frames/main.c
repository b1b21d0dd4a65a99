/// `mnist predict -` alone, over the library beside it: the program that the Python package starts
/// to answer frames of images in a process of its own. It takes those arguments of the command that
/// select a model, answers and threads, ends with its statuses and writes its sentences.
///
///     mnist-frames predict - --model FILE [--answers labels|logits|probabilities] [--threads N]

#include <errno.h>
#include <fcntl.h>
#include <mnist.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef F_SETPIPE_SZ
#define F_SETPIPE_SZ 1031
#endif

/// Statuses of sysexits.h, as the command has them.
enum { BAD_USAGE = 64, CANNOT_WRITE = 74 };

static int64_t read_input(void *context, uint8_t *bytes, size_t capacity) {
    (void)context;
    ssize_t count;
    do
        count = read(STDIN_FILENO, bytes, capacity);
    while (count < 0 && errno == EINTR);
    return count;
}

static int32_t write_output(void *context, const uint8_t *bytes, size_t size) {
    while (size) {
        ssize_t count = write(STDOUT_FILENO, bytes, size);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0) {
            *(int *)context = errno;
            return -1;
        }
        bytes += count;
        size -= (size_t)count;
    }
    return 0;
}

static int refuse(const char *argument) {
    fprintf(stderr,
            "mnist: error: %s: expected predict - --model FILE [--answers labels|logits|"
            "probabilities] [--threads N]\n",
            argument);
    return BAD_USAGE;
}

int main(int count, char **arguments) {
    const char *const answers[] = {"labels", "logits", "probabilities"};
    mnist_frame_options options = {.threads = 1};
    const char *path = NULL;
    if (count < 3 || count % 2 == 0 || strcmp(arguments[1], "predict") || strcmp(arguments[2], "-"))
        return refuse(count > 1 ? arguments[1] : "no arguments");
    for (int i = 3; i < count; i += 2) {
        const char *value = arguments[i + 1];
        char *end = NULL;
        if (!strcmp(arguments[i], "--model")) {
            path = value;
        } else if (!strcmp(arguments[i], "--answers")) {
            while (options.answers < 3 && strcmp(answers[options.answers], value))
                options.answers++;
            if (options.answers == 3)
                return refuse(value);
        } else if (!strcmp(arguments[i], "--threads")) {
            unsigned long threads = strtoul(value, &end, 10);
            if (!*value || *value == '-' || *end || threads < 1 || threads > 4096)
                return refuse(value);
            options.threads = (uint32_t)threads;
        } else {
            return refuse(arguments[i]);
        }
    }
    if (!path)
        return refuse("no model");
    // A longer pipe takes fewer calls; where there is none, nothing changes.
    (void)fcntl(STDIN_FILENO, F_SETPIPE_SZ, 1 << 20);
    mnist_model *model = NULL;
    mnist_error *error = NULL;
    int write_error = 0;
    mnist_status status = mnist_model_open(path, &model, &error);
    if (!status)
        status = mnist_frames_answer(model, &options, read_input, write_output, &write_error,
                                     "standard input", &error);
    mnist_model_free(&model);
    if (write_error)
        fprintf(stderr, "mnist: error: standard output: cannot be written: %s\n",
                strerror(write_error));
    else if (status)
        fprintf(stderr, "mnist: error: %s\n", mnist_error_message(error));
    mnist_error_free(&error);
    return write_error ? CANNOT_WRITE : status;
}
