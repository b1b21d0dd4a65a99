import CMnist
import TestSupport

/// A network of 2 × 2 images and two classes, called from Swift as C calls it.
///
/// Pixels are divided by 255 and weights are 255, so that the logits of an image [a b / c d] are
/// a + c and b + d.
///
/// Safety of `@safe`: handles come from the interface and are freed once, at the end.
@safe
struct TinyModel: ~Copyable {
    private(set) var model: OpaquePointer?
    private(set) var session: OpaquePointer?
    private(set) var error: OpaquePointer?

    static let bytes = SafetensorsFixture.bytes(floats: [
        ("W1", [4, 2], [255, 0, 0, 255, 255, 0, 0, 255]), ("b1", [2], [0, 0]),
    ])

    init() {
        _ = unsafe mnist_model_read(Self.bytes, Self.bytes.count, "tiny", &model, &error)
        _ = unsafe mnist_session_create(model, 2, &session, &error)
    }

    deinit {
        var (model, session, error) = unsafe (model, session, error)
        unsafe mnist_model_free(&model)
        unsafe mnist_session_free(&session)
        unsafe mnist_error_free(&error)
    }

    /// The logits of images and the sentence of the error, if there is one.
    mutating func logits(
        _ pixels: [UInt8], count: Int, strides: (Int, Int, Int, Int) = (0, 0, 0, 0),
        capacity: Int? = nil, stride: Int = 0
    ) -> (logits: [Float], sentence: String?) {
        var results = [Float](repeating: -1, count: 12)
        let capacity = capacity ?? results.count
        unsafe mnist_error_free(&error)
        unsafe pixels.withUnsafeBufferPointer { pixels in
            var images = unsafe mnist_images(
                data: pixels.baseAddress, size: pixels.count, count: count,
                image_stride: strides.0, channel_stride: strides.1, row_stride: strides.2,
                column_stride: strides.3)
            _ = unsafe mnist_session_logits(
                session, &images, &results, capacity, stride, &error)
        }
        return (results, sentence)
    }

    /// The sentence of the last error.
    var sentence: String? {
        unsafe mnist_error_message(error).map { unsafe String(cString: $0) }
    }

    /// Counts images with their labels.
    mutating func add(_ pixels: [UInt8], _ labels: [Int32], to evaluation: OpaquePointer?) -> Int32
    {
        unsafe mnist_error_free(&error)
        return unsafe pixels.withUnsafeBufferPointer { pixels in
            var images = unsafe mnist_images(
                data: pixels.baseAddress, size: pixels.count, count: pixels.count / 4,
                image_stride: 0, channel_stride: 0, row_stride: 0, column_stride: 0)
            return unsafe mnist_evaluation_add(
                evaluation, session, &images, labels, labels.count, &error)
        }
    }
}
