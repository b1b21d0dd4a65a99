internal import WeightSources

extension ONNXTensor {
    /// A tensor of numbers that is to be written.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - shape: The extent of each axis; `[]` is a scalar.
    ///   - floats: As many numbers as the product of `shape`, row-major.
    /// - Precondition: There are so many numbers.
    public init(name: String, shape: [Int], floats: [Float]) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(4 * floats.count)
        WeightType.f32.append(floats, to: &bytes)
        self.init(name: name, type: .float, shape: shape, count: floats.count, bytes: bytes)
    }

    /// A tensor of whole numbers of 64 bits that is to be written, such as a shape.
    ///
    /// - Precondition: There are as many numbers as the product of `shape`.
    public init(name: String, shape: [Int], integers: [Int64]) {
        let bytes = integers.flatMap { number in
            (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
        }
        self.init(name: name, type: .int64, shape: shape, count: integers.count, bytes: bytes)
    }

    /// A tensor of elements as they are stored that is to be written.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - type: Numbers of whole bytes.
    ///   - shape: The extent of each axis; `[]` is a scalar.
    ///   - bytes: As many elements as the product of `shape`, row-major and little-endian.
    /// - Precondition: There are so many elements.
    public init(name: String, type: ONNXElementType, shape: [Int], bytes: [UInt8]) {
        let size = (type.bitCount ?? 0) / 8
        precondition(size > 0, "elements of \(type) are no whole bytes")
        self.init(name: name, type: type, shape: shape, count: bytes.count / size, bytes: bytes)
    }

    private init(name: String, type: ONNXElementType, shape: [Int], count: Int, bytes: [UInt8]) {
        precondition(
            shape.allSatisfy { $0 >= 0 } && shape.reduce(1, *) == count,
            "\(count) numbers do not make a tensor of shape \(shape)")
        self.init(
            name: name, type: type, shape: shape, elementCount: count, source: "new model",
            elements: .raw(bytes, bytes.indices))
    }
}
