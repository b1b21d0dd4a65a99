internal import FileIO

/// The types of values under a file's keys; the raw value is the format's number.
enum MetadataType: UInt32 {
    case u8 = 0
    case i8, u16, i16, u32, i32, f32, bool, string, array, u64, i64, f64

    /// The size of a value; `nil` where it has none of its own.
    var byteCount: Int? {
        switch self {
        case .u8, .i8, .bool: 1
        case .u16, .i16: 2
        case .u32, .i32, .f32: 4
        case .u64, .i64, .f64: 8
        case .string, .array: nil
        }
    }

    /// A number or truth value as text.
    func text(_ bits: UInt64) -> String {
        switch self {
        case .u8, .u16, .u32, .u64: "\(bits)"
        case .i8: "\(Int8(truncatingIfNeeded: bits))"
        case .i16: "\(Int16(truncatingIfNeeded: bits))"
        case .i32: "\(Int32(truncatingIfNeeded: bits))"
        case .i64: "\(Int64(truncatingIfNeeded: bits))"
        case .f32: "\(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))"
        case .f64: "\(Double(bitPattern: bits))"
        case .bool: bits == 0 ? "false" : "true"
        case .string, .array: ""
        }
    }
}

extension HeaderScanner {
    /// Reads a value of the metadata as text; of an array its size is told.
    mutating func metadataValue() throws(GGUFError) -> (type: MetadataType, text: String) {
        let type = try metadataType()
        switch type {
        case .string:
            return (type, try string(limit: GGUFFile.mostTextBytes))
        case .array:
            let items = try metadataType()
            let place = offset
            let count = try count(limit: content.size, of: "items")
            if items == .array {
                throw wrong(at: place, "a list of plain values", "a list of lists")
            }
            if let size = items.byteCount {
                let (bytes, overflow) = count.multipliedReportingOverflow(by: size)
                guard !overflow else { throw wrong(at: place, "a possible size", "\(count) items") }
                try skip(bytes, "\(count) items")
            } else {
                for _ in 0..<count {
                    let length = try self.count(limit: content.size, of: "bytes of text")
                    try skip(length, "\(length) bytes of text")
                }
            }
            return (type, "a list of \(count)")
        default:
            let place = offset
            let bits = try number(type.byteCount ?? 0)
            if type == .bool, bits > 1 { throw wrong(at: place, "0 or 1", "\(bits)") }
            return (type, type.text(bits))
        }
    }

    private mutating func metadataType() throws(GGUFError) -> MetadataType {
        let place = offset
        let number = try u32()
        guard let type = MetadataType(rawValue: number) else {
            throw wrong(at: place, "a type of values, 0 to 12", "\(number)")
        }
        return type
    }
}
