/// Walks through the fields of a line.
///
/// Fields may have spaces around them, and quotes around all of their text.
@safe struct FieldText {
    /// The first byte that has not been read.
    private(set) var position: UnsafePointer<UInt8>
    /// The end of the line.
    let end: UnsafePointer<UInt8>
    /// Whether a comma stands before ``position``, so that a field follows even at the end.
    private var isAfterComma = false

    init(_ start: UnsafePointer<UInt8>, count: Int) {
        // Safety: the line lies in the buffer of its reader as long as this value lives.
        unsafe (position, end) = (start, start + count)
    }

    /// Whether all fields have been read.
    var isAtEnd: Bool { unsafe position == end && !isAfterComma }

    /// Takes note that fields were read, each with the comma after it.
    mutating func moved(to position: UnsafePointer<UInt8>) {
        guard unsafe position != self.position else { return }
        unsafe self.position = position
        isAfterComma = true
    }

    /// Reads the next field and the comma after it.
    mutating func next() -> Field {
        let start = unsafe position
        var isQuoted = false
        while unsafe position < end {
            let byte = unsafe position.pointee
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if byte == UInt8(ascii: ","), !isQuoted { break }
            unsafe position += 1
        }
        // Safety: both pointers lie in the line, the start not after the end.
        let field = unsafe Field(
            UnsafeBufferPointer(start: start, count: position - start))
        isAfterComma = unsafe position < end
        if isAfterComma { unsafe position += 1 }
        return field
    }

    /// How many fields are still to come.
    var remainingFields: Int {
        var rest = self
        var count = 0
        while !rest.isAtEnd {
            _ = rest.next()
            count += 1
        }
        return count
    }
}

/// The text of a field.
@safe struct Field: CustomStringConvertible {
    private let bytes: UnsafeBufferPointer<UInt8>

    /// Takes the text of a field, of which spaces around it and quotes are left out.
    init(_ text: UnsafeBufferPointer<UInt8>) {
        unsafe bytes = Self.trimmed(text)
    }

    private static func trimmed(
        _ text: UnsafeBufferPointer<UInt8>
    ) -> UnsafeBufferPointer<UInt8> {
        var range = text.indices
        func trim() {
            while let first = range.first, unsafe text[first] == 0x20 || text[first] == 0x09 {
                range = first + 1..<range.upperBound
            }
            while let last = range.last, unsafe text[last] == 0x20 || text[last] == 0x09 {
                range = range.lowerBound..<last
            }
        }
        trim()
        if range.count >= 2, unsafe text[range.lowerBound] == UInt8(ascii: "\""),
            unsafe text[range.upperBound - 1] == UInt8(ascii: "\"")
        {
            range = range.lowerBound + 1..<range.upperBound - 1
            trim()
        }
        return unsafe UnsafeBufferPointer(rebasing: text[range])
    }

    /// The text.
    var description: String { unsafe String(decoding: bytes, as: UTF8.self) }

    /// The value, if the text is a whole number of 0 to `limit`, in any of the forms in which
    /// programs write one: `7`, `7.0`, `7.000000e+00`, `70e-1`.
    func wholeNumber(limit: Int) -> Int? {
        var number = DecimalNumber()
        for index in unsafe bytes.indices {
            guard number.append(unsafe bytes[index]) else { return nil }
        }
        return number.wholeNumber(limit: limit)
    }

    /// Whether the text is a number, of any sign and size.
    var isNumber: Bool {
        var number = DecimalNumber()
        let hasSign = unsafe bytes.first == UInt8(ascii: "-")
        for index in unsafe bytes.indices.dropFirst(hasSign ? 1 : 0) {
            guard number.append(unsafe bytes[index]) else { return false }
        }
        return number.isComplete
    }
}
