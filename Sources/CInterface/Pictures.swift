// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The names are those of the header, against which the compiler checks these functions.
public import CMnist
internal import DigitPreparation
internal import ImageClassification
internal import PictureDecoding

/// Digits, with their pixels where callers in C can read them.
///
/// Safety of `@safe`: the memory is the object's own.
@safe
final class DigitsHandle: Handle {
    let digits: [PreparedDigit]
    private let memory: UnsafeMutableBufferPointer<UInt8>

    init(_ digits: [PreparedDigit]) {
        self.digits = digits
        let pixels = digits.flatMap(\.pixels)
        // Safety: allocated for as many bytes as are stored, and freed once, at the end.
        let memory = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: pixels.count)
        _ = unsafe memory.initialize(from: pixels)
        unsafe self.memory = memory
    }

    var images: mnist_images {
        unsafe mnist_images(
            data: UnsafePointer(memory.baseAddress), size: memory.count, count: digits.count,
            image_stride: 0, channel_stride: 0, row_stride: 0, column_stride: 0)
    }

    deinit { unsafe memory.deallocate() }
}

/// Finds and prepares the digits of a picture.
@c @implementation
public func mnist_digits_read(
    _ model: OpaquePointer?, _ bytes: UnsafePointer<UInt8>?, _ size: Int,
    _ name: UnsafePointer<CChar>?, _ digits: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> mnist_status {
    unsafe attempt(error) {
        let classifier = unsafe try ModelHandle.of(model, "model").classifier
        let digits = unsafe try variable(digits, "digits")
        let name = unsafe try text(name, "name")
        let content = unsafe try CInterface.bytes(bytes, size: size, "bytes")
        let picture = try Picture(bytes: content, source: name)
        unsafe digits.pointee = try DigitsHandle(classifier.prepare(picture)).handedOut()
    }
}

/// How many digits there are.
@c @implementation
public func mnist_digits_count(_ digits: OpaquePointer?) -> Int {
    unsafe (try? DigitsHandle.of(digits, "digits"))?.digits.count ?? 0
}

/// The pixels of all digits.
@c @implementation
public func mnist_digits_images(
    _ digits: OpaquePointer?, _ images: UnsafeMutablePointer<mnist_images>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> mnist_status {
    unsafe attempt(error) {
        let handle = unsafe try DigitsHandle.of(digits, "digits")
        unsafe try variable(images, "images").pointee = handle.images
    }
}

/// Where a digit is.
@c @implementation
public func mnist_digits_box(
    _ digits: OpaquePointer?, _ index: Int, _ box: UnsafeMutablePointer<mnist_box>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> mnist_status {
    unsafe attempt(error) {
        let found = unsafe try DigitsHandle.of(digits, "digits").digits
        let box = unsafe try variable(box, "box")
        guard found.indices.contains(index) else {
            throw InterfaceFault.outOfRange(
                "index", expected: "0 to \(found.count - 1)", found: index)
        }
        let place = found[index].box
        unsafe box.pointee = mnist_box(
            x: UInt32(clamping: place.x), y: UInt32(clamping: place.y),
            width: UInt32(clamping: place.width), height: UInt32(clamping: place.height),
            line: UInt32(clamping: found[index].line))
    }
}

/// Frees digits.
@c @implementation
public func mnist_digits_free(_ digits: UnsafeMutablePointer<OpaquePointer?>?) {
    unsafe Handle.free(digits)
}
