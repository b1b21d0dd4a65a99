// Misuse that can be told is an error, and nothing leaks: run under ASan and UBSan by
// tools/ci/c-interface. Usage: misuse MODEL MODEL_THAT_REJECTS

#include <pthread.h>

#include "misuse.h"

uint8_t pixels[784 * 200];

static void sizes(mnist_session *session) {
    mnist_error *error = NULL;
    float logits[40];
    mnist_images images = {.data = pixels, .size = sizeof pixels, .count = 4};
    EXPECT(mnist_session_logits(session, &images, logits, 40, 0, &error) == MNIST_OK && !error);
    fails(mnist_session_logits(session, &images, logits, 39, 0, &error), 64, &error, "room for 40");
    fails(mnist_session_logits(session, &images, logits, 40, 9, &error), 64, &error, "overlap");
    fails(mnist_session_logits(session, &images, NULL, 40, 0, &error), 64, &error, "NULL");
    fails(mnist_session_logits(session, NULL, logits, 40, 0, &error), 64, &error, "images is NULL");
    fails(mnist_session_logits(session, &images, logits, SIZE_MAX, 0, &error), 64, &error,
          "larger");
    images.data = NULL;
    fails(mnist_session_logits(session, &images, logits, 40, 0, &error), 64, &error, "NULL");
    images.data = pixels;
    images.size = 4 * 784 - 1;
    fails(mnist_session_logits(session, &images, logits, 40, 0, &error), 64, &error, "found 3135");
    images.size = SIZE_MAX;
    fails(mnist_session_logits(session, &images, logits, 40, 0, &error), 64, &error, "larger");
    images.size = sizeof pixels;
    images.image_stride = SIZE_MAX / 2;
    fails(mnist_session_logits(session, &images, logits, 40, 0, &error), 64, &error, "larger");
    images.count = SIZE_MAX;
    fails(mnist_session_logits(session, &images, logits, 40, 0, &error), 64, &error, "larger");
    // Without an error to store, the status alone tells.
    EXPECT(mnist_session_logits(NULL, &images, logits, 40, 0, NULL) == MNIST_BAD_ARGUMENT);
}

static void handles(mnist_model *model, mnist_session *session) {
    mnist_error *error = NULL;
    mnist_facts facts;
    fails(mnist_model_facts((mnist_model *)session, &facts, &error), 64, &error, "something else");
    fails(mnist_model_facts(model, NULL, &error), 64, &error, "facts is NULL");
    fails(mnist_model_open(NULL, &model, &error), 64, &error, "path is NULL");
    fails(mnist_model_open("\xff", &model, &error), 64, &error, "not UTF-8");
    fails(mnist_model_open("/nothing", &model, &error), 66, &error, "/nothing: cannot be opened");
    fails(mnist_session_create(model, 4097, &session, &error), 64, &error, "0 to 4096");
    mnist_digits *digits = NULL;
    fails(mnist_digits_read(model, (const uint8_t *)"P5", 2, "cut", &digits, &error), 65, &error,
          "cut: ");
    fails(mnist_digits_read(model, NULL, 2, "none", &digits, &error), 64, &error, "bytes is NULL");
    EXPECT(!digits && mnist_digits_count(NULL) == 0 && !mnist_model_name(NULL));
    EXPECT(!mnist_model_class_name(model, 10) && !mnist_error_message(NULL));
    mnist_digits_free(&digits);
    mnist_digits_free(NULL);
}

static void come_and_go(const char *path) {
    for (int i = 0; i < 1000; i++) {
        mnist_model *model = NULL;
        mnist_session *session = NULL;
        mnist_evaluation *evaluation = NULL;
        EXPECT(i % 50 || mnist_model_open(path, &model, NULL) == MNIST_OK);
        if (!model)
            continue;
        for (int k = 0; k < 50; k++) {
            EXPECT(mnist_session_create(model, 1, &session, NULL) == MNIST_OK);
            EXPECT(mnist_evaluation_create(model, 1, &evaluation, NULL) == MNIST_OK);
            mnist_images images = {.data = pixels, .size = 784, .count = 1};
            int32_t label = 3;
            EXPECT(mnist_evaluation_add(evaluation, session, &images, &label, 1, NULL) == 0);
            mnist_session_free(&session);
            mnist_evaluation_free(&evaluation);
        }
        mnist_model_free(&model);
        EXPECT(!model);
        mnist_model_free(&model);
    }
}

/// What threads share: a model, and a session that serves one of them at a time.
struct shared {
    mnist_model *model;
    mnist_session *session;
};

static void *work(void *argument) {
    struct shared *shared = argument;
    mnist_session *own = NULL;
    int32_t classes[200];
    mnist_images images = {.data = pixels, .size = sizeof pixels, .count = 200};
    EXPECT(mnist_session_create(shared->model, 2, &own, NULL) == MNIST_OK);
    for (int i = 0; i < 20; i++) {
        EXPECT(mnist_session_classes(own, &images, classes, 200, 0, NULL) == MNIST_OK);
        mnist_status status =
            mnist_session_classes(shared->session, &images, classes, 200, 0, NULL);
        EXPECT(status == MNIST_OK || status == MNIST_BUSY);
    }
    mnist_session_free(&own);
    return NULL;
}

int main(int argc, char **argv) {
    if (argc != 3)
        return 64;
    for (size_t i = 0; i < sizeof pixels; i++)
        pixels[i] = (uint8_t)(i * 2654435761u >> 24);
    mnist_error *error = NULL;
    struct shared shared = {NULL, NULL};
    EXPECT(mnist_model_open(argv[1], &shared.model, &error) == MNIST_OK && !error);
    EXPECT(mnist_session_create(shared.model, 1, &shared.session, &error) == MNIST_OK);
    sizes(shared.session);
    handles(shared.model, shared.session);
    shards(shared.model, shared.session);
    rejections(shared.session, argv[2]);
    frames(shared.model);
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        EXPECT(!pthread_create(&threads[i], NULL, work, &shared));
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    // A session keeps its model alive.
    mnist_model_free(&shared.model);
    mnist_images images = {.data = pixels, .size = 784, .count = 1};
    int32_t class;
    EXPECT(mnist_session_classes(shared.session, &images, &class, 1, 0, NULL) == MNIST_OK);
    mnist_session_free(&shared.session);
    come_and_go(argv[1]);
    puts("misuse is told, and nothing leaks");
    return 0;
}
