internal import WeightSources

/// A tensor that is to be written to a file.
public struct TensorData: Hashable, Sendable {
    /// The name, unlike that of any other tensor in the file.
    public var name: String
    /// The type of the elements in the file.
    public var dtype: DType
    /// The extent of each axis; the last varies fastest.
    public var shape: [Int]

    let values: Values

    enum Values: Hashable, Sendable {
        case bytes([UInt8])
        case floats([Float])
    }

    /// A tensor from bytes: its elements in row-major order, little-endian.
    public init(name: String, dtype: DType, shape: [Int], bytes: [UInt8]) {
        (self.name, self.dtype, self.shape, self.values) = (name, dtype, shape, .bytes(bytes))
    }

    /// A tensor from numbers in row-major order, rounded to `dtype` when they are written.
    ///
    /// - Parameters:
    ///   - name: The name, unlike that of any other tensor in the file.
    ///   - dtype: F32, F16, BF16 or F64; others are refused when the file is written.
    ///   - shape: The extent of each axis; the last varies fastest.
    ///   - floats: As many numbers as the product of `shape`.
    public init(name: String, dtype: DType = .f32, shape: [Int], floats: [Float]) {
        (self.name, self.dtype, self.shape, self.values) = (name, dtype, shape, .floats(floats))
    }

    /// The numbers that it was made of; `nil` if it was made of bytes.
    package var floats: [Float]? {
        if case .floats(let floats) = values { floats } else { nil }
    }

    /// The number of bytes the values take in the file; `nil` if they cannot have the type.
    var byteCount: Int? {
        switch values {
        case .bytes(let bytes): bytes.count
        case .floats(let floats): dtype.holdsFloats ? floats.count * dtype.bitCount / 8 : nil
        }
    }

    /// Appends the values in the form that files have.
    func append(to bytes: inout [UInt8]) {
        switch values {
        case .bytes(let content): bytes += content
        case .floats(let floats):
            dtype.weightType.append(floats, to: &bytes)
        }
    }
}

extension DType {
    /// Whether elements of this type are converted from and to `Float`.
    public var holdsFloats: Bool { weightType.holdsFloats }
}
