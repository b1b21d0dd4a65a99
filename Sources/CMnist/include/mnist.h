/// The C interface of swift-mnist: networks that classify images, from any language.
///
/// Rules that hold for every function:
///
/// - A function that can fail returns a status, 0 for success, and takes `mnist_error **error`
///   last. If that is not NULL, a failure stores an error there, which the caller frees, and a
///   success stores NULL. What the other results point to is then left as it was, unless said
///   otherwise.
/// - Handles (`mnist_model *`, `mnist_session *`, …) come from a function of this interface and are
///   freed by their `..._free`, which takes the address of the variable and sets it to NULL;
///   freeing NULL does nothing. NULL and a handle of another kind are errors. Any other pointer,
///   and a copy of a handle that was freed, is undefined behaviour.
/// - There is no global state. A model may be used by any number of threads at once. A session, an
///   evaluation and digits serve one thread at a time; a second one that comes meanwhile to a
///   session or an evaluation gets MNIST_BUSY. A handle is not freed while another thread uses it.
/// - A session keeps its model alive, so that the two may be freed in any order.
/// - Strings are UTF-8 and end with a zero byte. Numbers are in the machine's order.
/// - Answers have the same bits for every batch size, number of threads and layout of the pixels.
///
/// The interface grows by further functions. What is here keeps its names, its types and the layout
/// of its structures as long as `mnist_interface_version()` stays.
#ifndef MNIST_H
#define MNIST_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What became of a call.
typedef int32_t mnist_status;

/// The values of a status.
enum {
    /// It was done.
    MNIST_OK = 0,
    /// An argument cannot be: NULL, a size that does not fit, a handle of another kind.
    MNIST_BAD_ARGUMENT = 64,
    /// A file, a picture or a label was read, and what it holds is wrong or does not fit.
    MNIST_BAD_DATA = 65,
    /// A file cannot be opened or read.
    MNIST_UNREADABLE = 66,
    /// Another thread uses the session or the evaluation.
    MNIST_BUSY = 75
};

/// Why a call failed.
typedef struct mnist_error mnist_error;
/// A network with its weights, ready to be used; immutable.
typedef struct mnist_model mnist_model;
/// Working memory and threads to run a model.
typedef struct mnist_session mnist_session;
/// Counts from which accuracy, loss and all other figures follow.
typedef struct mnist_evaluation mnist_evaluation;
/// The digits found in a picture.
typedef struct mnist_digits mnist_digits;

// --- Versions ---

/// The version of this interface, 1. It rises when something that was there is changed or removed.
uint32_t mnist_interface_version(void);

/// The version of the package, such as "0.1.0"; valid as long as the library is loaded.
const char *mnist_version(void);

/// Whether the library has a feature: 1 or 0.
///
/// Features are "model-bytes" (mnist_model_read), "pictures" (mnist_digits_read), "strides",
/// "shards" (mnist_evaluation_create_shard), "rejection" (mnist_session_rejections), "frames"
/// (mnist_frames_answer), and for each format of weights its name: "safetensors", "npz", "gguf",
/// "onnx". An unknown name is 0.
int32_t mnist_has_feature(const char *name);

// --- Errors ---

/// The sentence that says what failed: file, place, what was expected and what was found. Valid
/// until the error is freed; NULL if `error` is.
const char *mnist_error_message(const mnist_error *error);

/// The status of the call that failed; 0 if `error` is NULL.
mnist_status mnist_error_status(const mnist_error *error);

/// Frees an error and sets the variable to NULL.
void mnist_error_free(mnist_error **error);

// --- Models ---

/// Reads a model from a file of any supported format; its content decides which.
mnist_status mnist_model_open(const char *path, mnist_model **model, mnist_error **error);

/// Reads a model from the content of a file in memory, which is copied as far as it is needed.
///
/// `name` is what errors call it. An ONNX model may not keep weights in files of their own.
mnist_status mnist_model_read(const uint8_t *bytes, size_t size, const char *name,
                              mnist_model **model, mnist_error **error);

/// The sizes of a model.
typedef struct mnist_facts {
    /// The rows of an image, H.
    uint32_t height;
    /// The columns of an image, W.
    uint32_t width;
    /// The values of a pixel, C: 1 for grey.
    uint32_t channels;
    /// The number of classes, M.
    uint32_t classes;
    /// The multiplications with additions for one image.
    uint64_t multiply_adds;
    /// 1 if each class has a probability of its own, so that they do not sum to 1; else 0.
    uint32_t has_independent_classes;
    /// 0.
    uint32_t reserved;
} mnist_facts;

/// Tells the sizes of a model.
mnist_status mnist_model_facts(const mnist_model *model, mnist_facts *facts, mnist_error **error);

/// The name of a model; valid until it is freed. NULL if `model` is no model.
const char *mnist_model_name(const mnist_model *model);

/// What class `index` is called; valid until the model is freed. NULL if there is no such class.
const char *mnist_model_class_name(const mnist_model *model, uint32_t index);

/// Whether a model can tell images that belong to none of its classes: 1 or 0; 0 if `model` is no
/// model.
int32_t mnist_model_can_reject(const mnist_model *model);

/// Frees a model and sets the variable to NULL.
void mnist_model_free(mnist_model **model);

// --- Images ---

/// Images in the caller's memory: bytes 0...255, with any steps from one to the next.
///
/// The value of image n, channel c, row y and column x is
/// `data[n * image_stride + c * channel_stride + y * row_stride + x * column_stride]`.
/// Strides that are all 0 mean images without gaps, [N, C, H, W]; the steps of an axis of length 1
/// are not looked at. Every value has to lie within `size` bytes, which is checked.
typedef struct mnist_images {
    /// The first value; may be NULL if `count` is 0.
    const uint8_t *data;
    /// How many bytes from `data` on may be read.
    size_t size;
    /// The number of images, N.
    size_t count;
    /// The step from an image to the next, in bytes.
    size_t image_stride;
    /// The step from a channel to the next.
    size_t channel_stride;
    /// The step from a row to the next.
    size_t row_stride;
    /// The step from a column to the next.
    size_t column_stride;
} mnist_images;

// --- Sessions ---

/// Makes a session.
///
/// `threads` is how many threads may share a batch, the caller's included, at most 4,096; 0 means
/// one for each processor that the process may keep busy. They are started when a batch first needs
/// them.
mnist_status mnist_session_create(const mnist_model *model, uint32_t threads,
                                  mnist_session **session, mnist_error **error);

/// Computes logits, the network's outputs before softmax.
///
/// That of image n and class m is stored in `logits[n * stride + m]`; a stride of 0 means M.
/// `capacity` is the number of values that `logits` has room for. What lies between rows is left as
/// it was.
mnist_status mnist_session_logits(mnist_session *session, const mnist_images *images, float *logits,
                                  size_t capacity, size_t stride, mnist_error **error);

/// Computes probabilities, 0...1: the softmax of the logits, or where classes are independent the
/// sigmoid of each. Results as of `mnist_session_logits`.
mnist_status mnist_session_probabilities(mnist_session *session, const mnist_images *images,
                                         float *probabilities, size_t capacity, size_t stride,
                                         mnist_error **error);

/// Finds classes: that with the largest logit, of several the lowest.
///
/// That of image n is stored in `classes[n * stride]`; a stride of 0 means 1. An answer of NaN is
/// MNIST_BAD_DATA; classes of images before it may have been stored.
mnist_status mnist_session_classes(mnist_session *session, const mnist_images *images,
                                   int32_t *classes, size_t capacity, size_t stride,
                                   mnist_error **error);

/// Tells images that belong to none of the classes, as the model's rejection network has it.
///
/// For image n, `rejected[n]` is 1 or 0, and `scores[n]` the network's logit, larger for what is
/// none; either may be NULL. `capacity` is the number of images that there is room for. A model
/// without such a network is MNIST_BAD_DATA. After an error results of some images may have been
/// stored.
mnist_status mnist_session_rejections(mnist_session *session, const mnist_images *images,
                                      uint8_t *rejected, float *scores, size_t capacity,
                                      mnist_error **error);

/// Frees a session and sets the variable to NULL.
void mnist_session_free(mnist_session **session);

// --- Evaluations ---

/// Begins an evaluation of no images.
///
/// `top_k` is the k for which it is counted how often the label is among the k largest
/// logits, 1...M.
mnist_status mnist_evaluation_create(const mnist_model *model, uint32_t top_k,
                                     mnist_evaluation **evaluation, mnist_error **error);

/// Classifies images and compares the answers with their labels, 0..<M, one for each image.
///
/// All labels are checked first. After an error nothing of the images was counted.
mnist_status mnist_evaluation_add(mnist_evaluation *evaluation, mnist_session *session,
                                  const mnist_images *images, const int32_t *labels,
                                  size_t label_count, mnist_error **error);

/// Adds what `other` has counted, which stays as it is.
///
/// The two were created for models with as many classes, and with the same k. Parts that are
/// counted apart and then merged, in any order, give every figure of the whole, to the last bit.
mnist_status mnist_evaluation_merge(mnist_evaluation *evaluation, const mnist_evaluation *other,
                                    mnist_error **error);

/// Begins an evaluation that knows of which images it is, so that it can be kept.
///
/// `name` is what errors and reports call the images. Their content is digested as they are added,
/// in their order. Two such evaluations merge only if they are of the same model with the same k,
/// and of no image both: content that would count twice is MNIST_BAD_DATA, as is another model. An
/// evaluation of a shard does not merge with one that does not know its images.
mnist_status mnist_evaluation_create_shard(const mnist_model *model, uint32_t top_k,
                                           const char *name, mnist_evaluation **evaluation,
                                           mnist_error **error);

/// Writes what the evaluation of one shard or more has counted: a text in JSON that
/// `mnist_evaluation_load` and the command `mnist merge` read.
///
/// `size` gets the number of bytes. With a `capacity` of 0 that is all, and `bytes` may be NULL;
/// else nothing is written if there is too little room.
mnist_status mnist_evaluation_save(const mnist_evaluation *evaluation, uint8_t *bytes,
                                   size_t capacity, size_t *size, mnist_error **error);

/// Reads what `mnist_evaluation_save` or `mnist evaluate --partial` has written.
///
/// `name` is what errors call it. The evaluation can be read, merged and saved; no images can be
/// added to it.
mnist_status mnist_evaluation_load(const uint8_t *bytes, size_t size, const char *name,
                                   mnist_evaluation **evaluation, mnist_error **error);

/// What an evaluation has counted.
typedef struct mnist_figures {
    /// The number of images.
    uint64_t images;
    /// How many answers are the label.
    uint64_t correct;
    /// How many labels are among the k largest logits.
    uint64_t top_k_correct;
    /// The k.
    uint64_t top_k;
    /// The share of right answers, 0...1; 0 without images.
    double accuracy;
    /// The limits of its 95 % Wilson interval.
    double accuracy_low;
    double accuracy_high;
    /// The mean cross-entropy, in nats; 0 without images.
    double mean_cross_entropy;
    /// The mean Brier score, 0...2; 0 without images.
    double brier_score;
} mnist_figures;

/// Reads the figures of an evaluation.
mnist_status mnist_evaluation_figures(const mnist_evaluation *evaluation, mnist_figures *figures,
                                      mnist_error **error);

/// Reads how often each class was predicted for each: shape [M, M], rows are labels.
///
/// `capacity` is the number of values that `counts` has room for, at least M times M.
mnist_status mnist_evaluation_confusion(const mnist_evaluation *evaluation, uint64_t *counts,
                                        size_t capacity, mnist_error **error);

/// The number of classes, M; 0 if `evaluation` is none.
uint32_t mnist_evaluation_class_count(const mnist_evaluation *evaluation);

/// Frees an evaluation and sets the variable to NULL.
void mnist_evaluation_free(mnist_evaluation **evaluation);

// --- Frames ---

/// What is answered to frames.
enum {
    /// Classes: u8, or u16 of models with more than 256 classes.
    MNIST_ANSWER_LABELS = 0,
    /// Logits: f32 for each class.
    MNIST_ANSWER_LOGITS = 1,
    /// Probabilities: f32 for each class.
    MNIST_ANSWER_PROBABILITIES = 2
};

/// How frames are read and answered; all 0 means raw frames and labels.
typedef struct mnist_frame_options {
    /// One of MNIST_ANSWER_....
    uint32_t answers;
    /// How many threads may share a batch, as of mnist_session_create.
    uint32_t threads;
    /// 1 for JSON Lines instead of raw frames.
    uint32_t is_jsonl;
    /// 1 if a line that cannot be answered is answered by an object that says why; of JSON Lines
    /// only.
    uint32_t keeps_going;
    /// 1 if answers may wait until there are 64 KiB of them.
    uint32_t is_buffered;
    /// 0.
    uint32_t reserved;
} mnist_frame_options;

/// Reads some bytes, at most `capacity`, waiting until there are any: returns how many, 0 only at
/// the end, or -1 if they cannot be read.
typedef int64_t (*mnist_frame_reader)(void *context, uint8_t *bytes, size_t capacity);

/// Writes all bytes, waiting until they are taken: returns 0, or -1 if they cannot be written.
typedef int32_t (*mnist_frame_writer)(void *context, const uint8_t *bytes, size_t size);

/// Answers frames of images as the command `mnist predict -` does, in their order and in bounded
/// memory, until the input ends.
///
/// A raw frame is `[u32 count][count pixels]`, little-endian, and is answered by `[u32 count][count
/// answers]`; docs/command.md describes both forms. `name` is what errors call the input. A frame
/// that is cut, too large or wrong is MNIST_BAD_DATA with its number, after the answers to those
/// before it; what the reader or the writer refuses is MNIST_UNREADABLE. Both are called by the
/// calling thread, with `context`.
mnist_status mnist_frames_answer(const mnist_model *model, const mnist_frame_options *options,
                                 mnist_frame_reader reader, mnist_frame_writer writer,
                                 void *context, const char *name, mnist_error **error);

// --- Pictures ---

/// Finds the digits of a picture (PNG, JPEG, Netpbm, BMP) and prepares them for a model.
///
/// `name` is what errors call it. A model without preparation gets the picture scaled, as one
/// image.
mnist_status mnist_digits_read(const mnist_model *model, const uint8_t *bytes, size_t size,
                               const char *name, mnist_digits **digits, mnist_error **error);

/// How many there are, at least 1; 0 if `digits` are none.
size_t mnist_digits_count(const mnist_digits *digits);

/// The pixels of all of them, shape [N, H, W] without gaps, valid until the digits are freed.
mnist_status mnist_digits_images(const mnist_digits *digits, mnist_images *images,
                                 mnist_error **error);

/// Where a digit's ink is, in pixels of the upright picture.
typedef struct mnist_box {
    uint32_t x;
    uint32_t y;
    uint32_t width;
    uint32_t height;
    /// The line of writing that it is in, from 0 at the top.
    uint32_t line;
} mnist_box;

/// Tells where digit `index` is.
mnist_status mnist_digits_box(const mnist_digits *digits, size_t index, mnist_box *box,
                              mnist_error **error);

/// Frees digits and sets the variable to NULL.
void mnist_digits_free(mnist_digits **digits);

#ifdef __cplusplus
}
#endif

#endif
