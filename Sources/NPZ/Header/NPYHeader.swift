internal import FileIO

/// What the header of a NumPy array says, of format version 1.0, 2.0 or 3.0.
struct NPYHeader {
    let type: NPYElementType
    let shape: [Int]
    /// Whether the first axis varies fastest, not the last.
    let isFortranOrder: Bool
    let elementCount: Int
    /// The size of the elements in bytes.
    let byteCount: Int
    /// The size of the header, its mark included.
    let headerBytes: Int

    private static let mark: [UInt8] = [0x93] + Array("NUMPY".utf8)

    /// Reads a header from the start of a stream of bytes.
    ///
    /// - Parameter read: Gives the next bytes, fewer only at the end.
    init(
        array: String, file: String, limits: NPZLimits,
        read: (Int) throws(NPZError) -> [UInt8]
    ) throws(NPZError) {
        func wrong(_ offset: Int, _ expected: String, _ found: String) -> NPZError {
            .header(file: file, array: array, offset: offset, expected: expected, found: found)
        }
        let start = try read(8)
        guard start.count == 8, start.starts(with: Self.mark) else {
            throw wrong(0, "93 4E 55 4D 50 59 and a version", hexadecimal(start))
        }
        guard 1...3 ~= start[6], start[7] == 0 else {
            throw wrong(6, "version 1.0, 2.0 or 3.0", "\(start[6]).\(start[7])")
        }
        let width = start[6] == 1 ? 2 : 4
        let field = try read(width)
        guard field.count == width else { throw wrong(8, "the header's length", "the end") }
        let length = field.reversed().reduce(0) { $0 << 8 | Int($1) }
        guard length <= limits.headerBytes else {
            throw wrong(8, "a header of at most \(limits.headerBytes) bytes", "\(length)")
        }
        let text = try read(length)
        guard text.count == length else {
            throw wrong(8 + width, "a header of \(length) bytes", "\(text.count)")
        }
        headerBytes = 8 + width + length

        var literal = PythonLiteral(text)
        let fields: Fields
        do throws(PythonLiteral.Failure) {
            fields = try Fields(&literal, mostAxes: limits.axes)
        } catch {
            throw wrong(
                8 + width + error.offset, error.expected, literal.found(at: error.offset))
        }
        do throws(NPYElementType.Refusal) {
            type = try NPYElementType(descr: fields.descr)
        } catch {
            switch error {
            case .pickledObjects: throw .pickledObjects(file: file, array: array)
            case .unsupported:
                throw .unsupportedType(file: file, array: array, found: fields.descr)
            }
        }
        (shape, isFortranOrder) = (fields.shape, fields.isFortranOrder)
        guard let count = Self.product(shape, type.byteCount) else {
            throw .sizeOverflow(file: file, array: array, shape: shape)
        }
        elementCount = count
        byteCount = count * type.byteCount
    }

    /// The number of elements, if they have a possible size.
    ///
    /// Zeros are left out of the product, so that none hides axes whose product overflows.
    private static func product(_ shape: [Int], _ elementBytes: Int) -> Int? {
        var product = elementBytes
        for extent in shape where extent != 0 {
            let (next, overflow) = product.multipliedReportingOverflow(by: extent)
            guard !overflow else { return nil }
            product = next
        }
        return shape.contains(0) ? 0 : product / elementBytes
    }

    /// The three entries of a header, in any order.
    private struct Fields {
        let descr: String
        let isFortranOrder: Bool
        let shape: [Int]

        init(_ text: inout PythonLiteral, mostAxes: Int) throws(PythonLiteral.Failure) {
            var descr: String?
            var isFortranOrder: Bool?
            var shape: [Int]?
            try text.expect("{")
            while !text.take("}") {
                _ = text.peek()
                let start = text.offset
                let key = try text.string()
                try text.expect(":")
                switch key {
                case "descr" where descr == nil:
                    guard text.peek() != UInt8(ascii: "[") else {
                        throw PythonLiteral.Failure(
                            offset: text.offset, expected: "a type of numbers (no structure)")
                    }
                    descr = try text.string()
                case "fortran_order" where isFortranOrder == nil:
                    isFortranOrder = try text.bool()
                case "shape" where shape == nil:
                    shape = try text.tuple(mostItems: mostAxes)
                default:
                    throw PythonLiteral.Failure(
                        offset: start, expected: "descr, fortran_order and shape, each once")
                }
                if text.take(",") { continue }
                try text.expect("}")
                break
            }
            guard let descr, let isFortranOrder, let shape else {
                throw PythonLiteral.Failure(
                    offset: text.offset, expected: "descr, fortran_order and shape, each once")
            }
            // Spaces fill the header up to a multiple of 64, and a newline ends it.
            if text.peek() == UInt8(ascii: "\n") { text.skipNewline() }
            guard text.peek() == nil else {
                throw PythonLiteral.Failure(offset: text.offset, expected: "spaces to the end")
            }
            (self.descr, self.isFortranOrder, self.shape) = (descr, isFortranOrder, shape)
        }
    }
}
