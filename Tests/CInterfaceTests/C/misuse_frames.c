// Misuse of frames, and functions of a caller that fail.

#include "misuse.h"

/// Frames of a caller in memory, and the answers to them.
struct frames {
    size_t size, used, answered;
    int64_t wrong;
};

static int64_t read_frames(void *context, uint8_t *bytes, size_t capacity) {
    struct frames *frames = context;
    if (frames->wrong)
        return frames->wrong == INT64_MAX ? (int64_t)capacity + 1 : frames->wrong;
    // An image of a frame of its own: the count 1, and pixels from those of all tests.
    size_t count = 0;
    for (; count < capacity && frames->used < frames->size; count++, frames->used++) {
        size_t place = frames->used % 788;
        bytes[count] = place < 4 ? place == 0 : pixels[place];
    }
    return (int64_t)count;
}

static int32_t write_answers(void *context, const uint8_t *bytes, size_t size) {
    struct frames *frames = context;
    EXPECT(bytes && size % 5 == 0);
    frames->answered += size / 5;
    return 0;
}

static int32_t refuse_answers(void *context, const uint8_t *bytes, size_t size) {
    (void)context, (void)bytes, (void)size;
    return -1;
}

void frames(mnist_model *model) {
    mnist_error *error = NULL;
    mnist_frame_options options = {.threads = 1};
    struct frames given = {.size = 3 * 788};
    EXPECT(mnist_frames_answer(model, &options, read_frames, write_answers, &given, "in", &error) ==
           MNIST_OK);
    EXPECT(given.answered == 3);
    given = (struct frames){.size = 3 * 788 - 1};
    fails(mnist_frames_answer(model, &options, read_frames, write_answers, &given, "in", &error),
          65, &error, "in: frame 3: is cut");
    EXPECT(given.answered == 2);
    given = (struct frames){.size = 788};
    fails(mnist_frames_answer(model, &options, read_frames, refuse_answers, &given, "in", &error),
          66, &error, "answers to in cannot be written");
    int64_t wrong[] = {-1, INT64_MIN, INT64_MAX};
    for (int i = 0; i < 3; i++) {
        given.wrong = wrong[i];
        fails(
            mnist_frames_answer(model, &options, read_frames, write_answers, &given, "in", &error),
            66, &error, "in cannot be read");
    }
    fails(mnist_frames_answer(NULL, &options, read_frames, write_answers, &given, "in", &error), 64,
          &error, "model is NULL");
    fails(mnist_frames_answer(model, NULL, read_frames, write_answers, &given, "in", &error), 64,
          &error, "options is NULL");
    fails(mnist_frames_answer(model, &options, NULL, write_answers, &given, "in", &error), 64,
          &error, "reader is NULL");
    fails(mnist_frames_answer(model, &options, read_frames, NULL, &given, "in", &error), 64, &error,
          "writer is NULL");
    fails(mnist_frames_answer(model, &options, read_frames, write_answers, &given, NULL, &error),
          64, &error, "name is NULL");
    options.answers = 3;
    fails(mnist_frames_answer(model, &options, read_frames, write_answers, &given, "in", &error),
          64, &error, "0 to 2");
    options = (mnist_frame_options){.keeps_going = 1};
    fails(mnist_frames_answer(model, &options, read_frames, write_answers, &given, "in", &error),
          64, &error, "keeps_going");
    options = (mnist_frame_options){.threads = 4097};
    fails(mnist_frames_answer(model, &options, read_frames, write_answers, &given, "in", &error),
          64, &error, "0 to 4096");
}
