internal import FileIO

/// The value of a field as the type that the schema gives it.
extension WireField {
    /// The bytes of a message or of packed numbers.
    func message(_ name: String) throws(Fault) -> Range<Int> {
        guard case .bytes(let range) = value else { throw wrongType(name, "bytes with a length") }
        return range
    }

    /// A text, which must be valid UTF-8.
    func text(_ name: String, in bytes: [UInt8]) throws(Fault) -> String {
        let range = try message(name)
        guard let text = String(validating: bytes[range], as: UTF8.self) else {
            throw Fault(at: offset, expected: "\(name) in UTF-8", found: "other bytes")
        }
        return text
    }

    /// A whole number of 64 bits.
    func int64(_ name: String) throws(Fault) -> Int64 {
        guard case .varint(let number) = value else { throw wrongType(name, "a varint") }
        return Int64(bitPattern: number)
    }

    /// A whole number of 32 bits; others cut off what is too large, and so read something else.
    func int32(_ name: String) throws(Fault) -> Int32 {
        let number = try int64(name)
        guard let small = Int32(exactly: number) else {
            throw Fault(at: offset, expected: "\(name) of 32 bits", found: "\(number)")
        }
        return small
    }

    /// A number of 32 bits.
    func float(_ name: String) throws(Fault) -> Float {
        guard case .fixed32(let pattern) = value else { throw wrongType(name, "4 bytes") }
        return Float(bitPattern: pattern)
    }

    func wrongType(_ name: String, _ expected: String) -> Fault {
        Fault(at: offset, expected: "\(expected) for \(name)", found: value.name)
    }

    /// Keeps the value of a field that stands once.
    func keep<Value>(_ value: Value, in slot: inout Value?, _ name: String) throws(Fault) {
        guard slot == nil else {
            throw Fault(at: offset, expected: "\(name) once", found: "it a second time")
        }
        slot = value
    }
}
