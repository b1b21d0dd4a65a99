// Calls an engine's C interface in a loop and records how long every call takes, so that no
// interpreter stands between the clock and the engine. `c_engines.py` fills the structures.

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

// Infers batch number `batch` of the data set; returns 0 when that succeeds.
typedef int step(void *state, size_t batch);

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

// Runs over the batches again and again for `duration` ns, or until `capacity` calls are made.
// Returns the number of calls, whose durations in ns are in `calls`, or -1 after a failure.
int64_t run_loop(step *infer, void *state, size_t batches, int64_t duration, int64_t *calls,
                 size_t capacity) {
    size_t batch = 0, count = 0;
    int64_t before = now();
    const int64_t end = before + duration;
    while (count < capacity) {
        if (infer(state, batch) != 0)
            return -1;
        const int64_t after = now();
        calls[count++] = after - before;
        if (after >= end)
            break;
        before = after;
        if (++batch == batches)
            batch = 0;
    }
    return (int64_t)count;
}

struct onnxruntime {
    void *(*run)(void *session, const void *options, const char *const *input_names,
                 void *const *inputs, size_t input_count, const char *const *output_names,
                 size_t output_count, void **outputs);
    void *session;
    void **inputs; // one value for each batch, without a copy of the pixels
    void *output;
};

int onnxruntime_step(void *state, size_t batch) {
    static const char *const input_name[] = {"pixels"}, *const output_name[] = {"logits"};
    struct onnxruntime *self = state;
    return self->run(self->session, NULL, input_name, &self->inputs[batch], 1, output_name, 1,
                     &self->output) != NULL;
}

struct openvino {
    int (*set_input)(void *request, const void *tensor);
    int (*infer)(void *request);
    void *request;
    void **inputs; // one tensor for each batch, without a copy of the pixels
};

int openvino_step(void *state, size_t batch) {
    struct openvino *self = state;
    if (self->set_input(self->request, self->inputs[batch]) != 0)
        return 1;
    return self->infer(self->request);
}

struct litert {
    int (*run)(void *model, size_t signature, size_t input_count, void **inputs,
               size_t output_count, void **outputs);
    void *model;
    void *input, *output;
    const unsigned char *pixels; // of the whole set
    unsigned char *input_bytes;  // LiteRT wants them aligned, so every batch is copied here
    size_t size;                 // bytes in a batch
};

int litert_step(void *state, size_t batch) {
    struct litert *self = state;
    memcpy(self->input_bytes, self->pixels + batch * self->size, self->size);
    return self->run(self->model, 0, 1, &self->input, 1, &self->output);
}
