internal import ONNX

/// A tensor whose elements the file alone decides.
struct ONNXConstant {
    /// The elements, in row-major order.
    enum Elements {
        case floats([Float])
        case integers([Int64])
    }

    let type: ONNXElementType
    let shape: [Int]
    let elements: Elements

    init(type: ONNXElementType, shape: [Int], _ elements: Elements) {
        (self.type, self.shape, self.elements) = (type, shape, elements)
    }

    init(floats: [Float], shape: [Int]) {
        self.init(type: .float, shape: shape, .floats(floats))
    }

    init(integers: [Int64], shape: [Int]? = nil) {
        self.init(type: .int64, shape: shape ?? [integers.count], .integers(integers))
    }

    /// Reads a tensor of the file.
    init(_ tensor: ONNXTensor) throws {
        self.init(
            type: tensor.type, shape: tensor.shape,
            tensor.type.holdsIntegers
                ? .integers(try tensor.integers()) : .floats(try tensor.floats()))
    }

    var count: Int {
        switch elements {
        case .floats(let values): values.count
        case .integers(let values): values.count
        }
    }

    /// The elements as numbers.
    var floats: [Float] {
        switch elements {
        case .floats(let values): values
        case .integers(let values): values.map { Float($0) }
        }
    }

    /// The elements as integers; `nil` for one that is none.
    var integers: [Int]? {
        switch elements {
        case .floats(let values):
            // The bound keeps the conversion from trapping.
            values.allSatisfy { $0 == $0.rounded() && abs($0) < 0x1p62 }
                ? values.map { Int($0) } : nil
        case .integers(let values): values.map { Int($0) }
        }
    }

    /// The only element; `nil` if there are several.
    var scalar: Float? { count == 1 ? floats[0] : nil }

    /// Elements of this constant under another shape.
    func elements(at indices: [Int], shape: [Int]) -> ONNXConstant {
        switch elements {
        case .floats(let values):
            ONNXConstant(type: type, shape: shape, .floats(indices.map { values[$0] }))
        case .integers(let values):
            ONNXConstant(type: type, shape: shape, .integers(indices.map { values[$0] }))
        }
    }

    /// The same elements under another shape of as many.
    func reshaped(_ shape: [Int]) -> ONNXConstant {
        ONNXConstant(type: type, shape: shape, elements)
    }
}

extension ONNXElementType {
    /// Whether elements are read as integers.
    var holdsIntegers: Bool {
        switch self {
        case .uint8, .int8, .uint16, .int16, .int32, .int64, .bool, .uint32, .uint64: true
        default: false
        }
    }

    /// The smallest and the largest number, of the types that quantization knows.
    var quantizedRange: ClosedRange<Int>? {
        switch self {
        case .uint8: 0...255
        case .int8: -128...127
        case .uint16: 0...65_535
        case .int16: -32_768...32_767
        default: nil
        }
    }
}
