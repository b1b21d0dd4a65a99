internal import FileIO

/// The fields of a `TensorProto`, before they are compared with each other.
///
/// Source: onnx.proto of ONNX 1.17, as for all messages here.
struct TensorMessage {
    private let message: Range<Int>
    private(set) var name: String?
    private var dimensions: [Int64] = []
    private var type: Int32?
    private var raw: Range<Int>?
    private var typed: (field: TypedField, count: Int)?
    private var externalEntries: [(key: String, value: String)] = []
    private var location: Int32?

    /// Reads the fields; what the format lists and no network here needs is passed over.
    init(_ message: Range<Int>, _ file: FileReading) throws(Fault) {
        self.message = message
        // A tensor takes more memory than other entries.
        try file.count(2)
        try file.forEachField(of: message) { (field) throws(Fault) in
            switch field.number {
            case 1:
                try field.forEachNumber(.int64, in: file.bytes) {
                    // Far more axes than any tensor has are not kept, but told in the error.
                    if dimensions.count <= file.limits.axes {
                        dimensions.append(Int64(bitPattern: $0))
                    }
                }
            case 2: try field.keep(try field.int32("data_type"), in: &type, "data_type")
            case 3:
                throw Fault(at: field.offset, expected: "a whole tensor", found: "a segment of one")
            case 8: try field.keep(try field.text("name", in: file.bytes), in: &name, "name")
            case 9: try field.keep(try field.message("raw_data"), in: &raw, "raw_data")
            case 13:
                try file.count()
                externalEntries.append(
                    try keyAndValue(try field.message("external_data"), "external_data", file))
            case 14:
                try field.keep(try field.int32("data_location"), in: &location, "data_location")
            case let number:
                guard let kind = TypedField(rawValue: number) else { return }
                try add(field, kind, file)
            }
        }
    }

    private mutating func add(
        _ field: WireField, _ kind: TypedField, _ file: FileReading
    ) throws(Fault) {
        if let typed, typed.field != kind {
            throw Fault(
                at: field.offset, expected: "elements in one field",
                found: "\(typed.field.name) and \(kind.name)")
        }
        let count = try field.numberCount(kind, in: file.bytes)
        typed = (kind, (typed?.count ?? 0) + count)
    }

    /// The tensor, once type, shape and elements agree.
    func checked(_ file: FileReading) throws(Fault) -> ONNXTensor {
        guard let number = type, number != 0 else {
            throw Fault(expected: "a data_type", found: "none")
        }
        guard let type = ONNXElementType(rawValue: number) else {
            throw Fault(
                expected: "a data_type of 1 to \(ONNXElementType.allCases.count)",
                found: "\(number)")
        }
        let (shape, count) = try checkedShape(file)
        return ONNXTensor(
            name: name ?? "", type: type, shape: shape, elementCount: count, source: file.source,
            elements: try checkedElements(type, count: count, file))
    }

    private func checkedShape(
        _ file: FileReading
    ) throws(Fault) -> (shape: [Int], elementCount: Int) {
        guard dimensions.count <= file.limits.axes else {
            throw Fault(expected: "at most \(file.limits.axes) axes", found: "more")
        }
        try file.count(dimensions.count)
        let shape = dimensions.map { Int($0) }
        if let negative = shape.first(where: { $0 < 0 }) {
            throw Fault(expected: "dims of 0 or more", found: "\(negative)")
        }
        // Zeros are left out of the product, so that none hides axes whose product overflows.
        var product = 1
        for extent in shape where extent != 0 {
            let (next, overflow) = product.multipliedReportingOverflow(by: extent)
            // A tenth of the range is left for sizes in bits.
            guard !overflow, next <= Int.max / 128 else {
                throw Fault(expected: "fewer elements than 2^56", found: "shape \(shape)")
            }
            product = next
        }
        return (shape, shape.contains(0) ? 0 : product)
    }
}

// MARK: - Elements

extension TensorMessage {
    private func checkedElements(
        _ type: ONNXElementType, count: Int, _ file: FileReading
    ) throws(Fault) -> ONNXTensor.Elements {
        switch location ?? 0 {
        case 0:
            guard externalEntries.isEmpty else {
                throw Fault(
                    expected: "data_location 1 where there is external_data", found: "none")
            }
        case 1:
            guard raw == nil, typed == nil else {
                throw Fault(
                    expected: "elements in the file or in another", found: "both")
            }
            return try externalElements(type, count: count, file)
        case let other:
            throw Fault(expected: "a data_location of 0 or 1", found: "\(other)")
        }
        // Writers that set all fields give an empty one of the two along with the other.
        if let raw, !raw.isEmpty || typed == nil {
            guard typed.map({ $0.count == 0 }) ?? true else {
                throw Fault(expected: "elements in one field", found: "raw_data and typed data")
            }
            try check(byteCount: raw.count, type, count: count, "raw_data")
            return .raw(file.bytes, raw)
        }
        guard let typed else {
            guard count == 0 else {
                throw Fault(expected: elements(count), found: "no data")
            }
            return .raw([], 0..<0)
        }
        guard typed.field == type.typedField else {
            throw Fault(
                expected: "elements of type \(type) in \(type.typedField.name)",
                found: "\(typed.field.name)")
        }
        guard let expected = type.typedCount(count), expected == typed.count else {
            throw Fault(
                expected: elements(count), found: "\(typed.count) numbers in \(typed.field.name)")
        }
        return .typed(file.bytes, message: message, field: typed.field)
    }

    private func check(
        byteCount: Int, _ type: ONNXElementType, count: Int, _ field: String
    ) throws(Fault) {
        guard let bits = type.bitCount else {
            throw Fault(expected: "texts in string_data", found: field)
        }
        // The product is below 2^63: the number of elements was checked.
        let expected = count * bits / 8 + (count * bits % 8 == 0 ? 0 : 1)
        guard byteCount == expected else {
            throw Fault(
                expected: "\(expected) bytes for \(elements(count)) of type \(type)",
                found: "\(byteCount) in \(field)")
        }
    }

    private func elements(_ count: Int) -> String {
        count == 1 ? "1 element" : "\(count) elements"
    }

    private func externalElements(
        _ type: ONNXElementType, count: Int, _ file: FileReading
    ) throws(Fault) -> ONNXTensor.Elements {
        var values: [String: String] = [:]
        for entry in externalEntries where values.updateValue(entry.value, forKey: entry.key) != nil
        {
            throw Fault(
                expected: "key \(displayName(entry.key)) of external_data once",
                found: "it a second time")
        }
        guard let location = values["location"] else {
            throw Fault(expected: "a location in external_data", found: "none")
        }
        let input = try file.externalFile(location, of: name ?? "")
        func number(_ key: String) throws(Fault) -> Int? {
            guard let text = values[key] else { return nil }
            guard let number = Int(text), number >= 0, text.utf8.first != UInt8(ascii: "+") else {
                throw Fault(
                    expected: "a whole number as \(key) in external_data",
                    found: displayName(text))
            }
            return number
        }
        let offset = try number("offset") ?? 0
        guard offset <= input.size else {
            throw Fault(
                expected: "an offset within the \(input.size) bytes of \(displayName(location))",
                found: "\(offset)")
        }
        let length = try number("length") ?? input.size - offset
        guard length <= input.size - offset else {
            throw Fault(
                expected: "at most \(input.size - offset) bytes from byte \(offset) of "
                    + displayName(location), found: "\(length)")
        }
        try check(byteCount: length, type, count: count, displayName(location))
        return .external(input, offset..<offset + length)
    }
}
