/// The number of elements and bytes that type and shape ask for.
struct TensorSize {
    let elementCount: Int
    let byteCount: Int

    /// Why there is no such number.
    enum Failure: Error {
        case overflow
        case partialByte(bits: Int)

        /// The error for a tensor in a file.
        func describing(tensor: String, shape: [Int], file: String) -> SafetensorsError {
            switch self {
            case .overflow: .sizeOverflow(file: file, tensor: tensor, shape: shape)
            case .partialByte(let bits): .partialByte(file: file, tensor: tensor, bits: bits)
            }
        }
    }

    init(dtype: DType, shape: [Int]) throws(Failure) {
        // Zeros are left out of the product, so that none hides axes whose product overflows.
        var product = 1
        for extent in shape where extent != 0 {
            product = try Self.multiply(product, extent)
        }
        let bits = try Self.multiply(product, dtype.bitCount)
        if shape.contains(0) {
            (elementCount, byteCount) = (0, 0)
            return
        }
        guard bits % 8 == 0 else { throw .partialByte(bits: bits) }
        (elementCount, byteCount) = (product, bits / 8)
    }

    private static func multiply(_ left: Int, _ right: Int) throws(Failure) -> Int {
        let (product, overflow) = left.multipliedReportingOverflow(by: right)
        guard !overflow, product > 0 else { throw .overflow }
        return product
    }
}
