internal import CMnist
internal import ImageClassification

/// Images in the caller's memory, whose every value was found to lie in it.
///
/// Safety of `@safe`: the sizes were checked against what the caller says there is.
@safe
struct PixelView {
    let count: Int
    /// Whether the images lie one after the other without gaps.
    let isContiguous: Bool
    private let data: UnsafePointer<UInt8>?
    private let shape: ImageShape
    /// Steps from image to image, channel to channel, row to row and column to column.
    private let strides: [Int]

    init(
        _ pointer: UnsafePointer<mnist_images>?, _ shape: ImageShape
    ) throws(InterfaceFault) {
        guard let pointer = unsafe pointer else { throw .null("images") }
        // Safety: the caller's structure.
        let images = unsafe pointer.pointee
        let extents = unsafe [images.count, shape.channels, shape.height, shape.width]
        var packed = [shape.count, shape.height * shape.width, shape.width, 1]
        let given = unsafe [
            images.image_stride, images.channel_stride, images.row_stride, images.column_stride,
        ]
        let sizes = unsafe [images.count, images.size] + given
        // A size_t beyond the largest Int shows as a negative number.
        guard sizes.allSatisfy({ $0 >= 0 }) else { throw .tooLarge("images") }
        let isPacked = zip(zip(given, packed), extents).allSatisfy { $0.0 == $0.1 || $1 <= 1 }
        isContiguous = given.allSatisfy { $0 == 0 } || isPacked
        if !isContiguous { packed = given }
        strides = packed
        self.shape = shape
        unsafe data = images.data
        count = extents[0]
        guard count > 0 else { return }
        var last = 0
        for (extent, stride) in zip(extents, strides) {
            let (way, isTooLong) = (extent - 1).multipliedReportingOverflow(by: stride)
            let (sum, isTooFar) = last.addingReportingOverflow(way)
            guard !isTooLong, !isTooFar, sum < Int.max else { throw .tooLarge("images") }
            last = sum
        }
        guard unsafe last < images.size else {
            throw unsafe .imagesBeyondMemory(needed: last + 1, size: images.size)
        }
        guard unsafe data != nil else { throw .null("the data of images") }
    }

    /// The values of some images without gaps, copied into `gathered` if they have some.
    func withSpan<Result>(
        of range: Range<Int>, gathered: inout [UInt8], _ body: (Span<UInt8>) throws -> Result
    ) rethrows -> Result {
        guard let data = unsafe data, !range.isEmpty else { return try body([UInt8]().span) }
        let size = range.count * shape.count
        if isContiguous {
            // Safety: all images lie in the caller's memory, which stays during the call.
            let start = unsafe data + range.lowerBound * shape.count
            return try body(
                unsafe UnsafeBufferPointer(start: start, count: size).span)
        }
        if gathered.count < size { gathered = Array(repeating: 0, count: size) }
        var target = 0
        for image in range {
            for channel in 0..<shape.channels {
                for row in 0..<shape.height {
                    let start =
                        image * strides[0] + channel * strides[1] + row * strides[2]
                    for column in 0..<shape.width {
                        // Safety: no index is larger than that of the last value.
                        gathered[target] = unsafe data[start + column * strides[3]]
                        target += 1
                    }
                }
            }
        }
        return try body(gathered.span.extracting(first: size))
    }
}

/// Rows of results in the caller's memory.
///
/// Safety of `@safe`: as of ``PixelView``.
@safe
struct ResultRows<Value: BitwiseCopyable> {
    /// Of `count` rows of `columns` values, with anything between them.
    let memory: UnsafeMutableBufferPointer<Value>
    let stride: Int
    let isContiguous: Bool

    init(
        _ pointer: UnsafeMutablePointer<Value>?, capacity: Int, stride: Int, count: Int,
        columns: Int, _ name: String
    ) throws(InterfaceFault) {
        guard capacity >= 0, stride >= 0 else { throw .tooLarge(name) }
        let step = stride == 0 ? columns : stride
        guard step >= columns else { throw .overlappingRows(stride: step, expected: columns) }
        var needed = 0
        if count > 0 {
            let (way, isTooLong) = (count - 1).multipliedReportingOverflow(by: step)
            let (sum, isTooFar) = way.addingReportingOverflow(columns)
            guard !isTooLong, !isTooFar else { throw .tooLarge(name) }
            needed = sum
        }
        guard needed <= capacity else {
            throw .noRoom(name, expected: needed, found: capacity)
        }
        if needed > 0, unsafe pointer == nil { throw .null(name) }
        // Safety: the caller says that `capacity` values may be stored, and no more are used.
        unsafe memory = UnsafeMutableBufferPointer(start: pointer, count: needed)
        self.stride = step
        isContiguous = step == columns
    }
}
