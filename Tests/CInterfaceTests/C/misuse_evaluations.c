// Misuse of evaluations of shards, and of rejections.

#include "misuse.h"

void shards(mnist_model *model, mnist_session *session) {
    mnist_error *error = NULL;
    mnist_evaluation *shard = NULL, *loaded = NULL, *other = NULL, *none = NULL;
    fails(mnist_evaluation_create_shard(NULL, 1, "a", &none, &error), 64, &error, "model is NULL");
    fails(mnist_evaluation_create_shard((mnist_model *)session, 1, "a", &none, &error), 64, &error,
          "something else");
    fails(mnist_evaluation_create_shard(model, 0, "a", &none, &error), 64, &error, "1 to 10");
    fails(mnist_evaluation_create_shard(model, 11, "a", &none, &error), 64, &error, "found 11");
    fails(mnist_evaluation_create_shard(model, 1, NULL, &none, &error), 64, &error, "name is NULL");
    fails(mnist_evaluation_create_shard(model, 1, "\xff", &none, &error), 64, &error, "not UTF-8");
    fails(mnist_evaluation_create_shard(model, 1, "a", NULL, &error), 64, &error, "evaluation is");
    EXPECT(!none && mnist_evaluation_class_count(NULL) == 0);
    EXPECT(mnist_evaluation_class_count((mnist_evaluation *)session) == 0);
    EXPECT(mnist_evaluation_create_shard(model, 1, "a", &shard, &error) == MNIST_OK);
    EXPECT(mnist_evaluation_create(model, 1, &other, &error) == MNIST_OK);
    uint8_t text[4096];
    size_t size = 7;
    fails(mnist_evaluation_save(shard, NULL, 0, &size, &error), 64, &error, "has no images");
    fails(mnist_evaluation_save(other, NULL, 0, &size, &error), 64, &error, "does not know");
    fails(mnist_evaluation_save(NULL, NULL, 0, &size, &error), 64, &error, "evaluation is NULL");
    EXPECT(size == 7);
    mnist_images images = {.data = pixels, .size = sizeof pixels, .count = 3};
    int32_t labels[] = {1, 2, 10};
    fails(mnist_evaluation_add(shard, session, &images, labels, 3, &error), 65, &error, "image 2");
    fails(mnist_evaluation_add(shard, session, &images, labels, 2, &error), 64, &error, "differ");
    fails(mnist_evaluation_add(shard, session, &images, NULL, 3, &error), 64, &error, "labels is");
    fails(mnist_evaluation_add(shard, NULL, &images, labels, 3, &error), 64, &error, "session is");
    labels[2] = 9;
    EXPECT(mnist_evaluation_add(shard, session, &images, labels, 3, &error) == MNIST_OK);
    fails(mnist_evaluation_merge(shard, shard, &error), 65, &error, "count twice");
    fails(mnist_evaluation_merge(shard, other, &error), 64, &error, "does not know");
    fails(mnist_evaluation_merge(shard, NULL, &error), 64, &error, "other is NULL");
    fails(mnist_evaluation_save(shard, NULL, 0, NULL, &error), 64, &error, "size is NULL");
    EXPECT(mnist_evaluation_save(shard, NULL, 0, &size, &error) == MNIST_OK && size <= sizeof text);
    fails(mnist_evaluation_save(shard, text, size - 1, &size, &error), 64, &error, "room for");
    fails(mnist_evaluation_save(shard, NULL, size, &size, &error), 64, &error, "bytes is NULL");
    EXPECT(mnist_evaluation_save(shard, text, size, &size, &error) == MNIST_OK);
    fails(mnist_evaluation_load(NULL, size, "b", &loaded, &error), 64, &error, "bytes is NULL");
    fails(mnist_evaluation_load(text, SIZE_MAX, "b", &loaded, &error), 64, &error, "larger");
    fails(mnist_evaluation_load(text, size, NULL, &loaded, &error), 64, &error, "name is NULL");
    fails(mnist_evaluation_load(text, size, "b", NULL, &error), 64, &error, "evaluation is NULL");
    fails(mnist_evaluation_load(text, 0, "b", &loaded, &error), 65, &error, "b: ");
    for (size_t end = 0; end < size; end += 97)
        EXPECT(mnist_evaluation_load(text, end, "b", &loaded, NULL) == MNIST_BAD_DATA && !loaded);
    EXPECT(mnist_evaluation_load(text, size, "b", &loaded, &error) == MNIST_OK);
    fails(mnist_evaluation_add(loaded, session, &images, labels, 3, &error), 64, &error, "loaded");
    fails(mnist_evaluation_merge(loaded, shard, &error), 65, &error, "count twice");
    mnist_evaluation_free(&shard);
    mnist_evaluation_free(&other);
    mnist_evaluation_free(&loaded);
    EXPECT(!loaded);
    fails(mnist_evaluation_save(loaded, NULL, 0, &size, &error), 64, &error, "evaluation is NULL");
}

void rejections(mnist_session *session, const char *path) {
    mnist_error *error = NULL;
    mnist_images images = {.data = pixels, .size = sizeof pixels, .count = 2};
    uint8_t rejected[2];
    float scores[2];
    // A model without a network for it.
    fails(mnist_session_rejections(session, &images, rejected, scores, 2, &error), 65, &error,
          "reject");
    mnist_model *model = NULL;
    mnist_session *able = NULL;
    EXPECT(mnist_model_can_reject(NULL) == 0);
    EXPECT(mnist_model_open(path, &model, &error) == MNIST_OK && mnist_model_can_reject(model));
    EXPECT(mnist_model_can_reject((mnist_model *)session) == 0);
    EXPECT(mnist_session_create(model, 1, &able, &error) == MNIST_OK);
    fails(mnist_session_rejections(able, &images, rejected, scores, 1, &error), 64, &error,
          "room for 2");
    fails(mnist_session_rejections(able, NULL, rejected, scores, 2, &error), 64, &error, "NULL");
    fails(mnist_session_rejections(NULL, &images, rejected, scores, 2, &error), 64, &error, "NULL");
    fails(mnist_session_rejections((mnist_session *)model, &images, rejected, scores, 2, &error),
          64, &error, "something else");
    fails(mnist_session_rejections(able, &images, rejected, scores, SIZE_MAX, &error), 64, &error,
          "room for 2");
    EXPECT(mnist_session_rejections(able, &images, NULL, NULL, 2, &error) == MNIST_OK);
    EXPECT(mnist_session_rejections(able, &images, rejected, NULL, 2, &error) == MNIST_OK);
    EXPECT(mnist_session_rejections(able, &images, NULL, scores, 2, &error) == MNIST_OK);
    mnist_session_free(&able);
    mnist_model_free(&model);
}
