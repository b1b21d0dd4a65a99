internal import FileIO

/// Reads strict JSON (RFC 8259) from bytes, one value at a time, as the caller asks for it.
///
/// The caller says what it expects (`readString()`, `beginObject()`, …), so nothing is built that
/// is not wanted, and memory does not grow with the text:
///
///     try json.beginObject()
///     while let key = try json.nextKey() {
///         if key == "size" { size = try json.readInteger() } else { try json.skipValue() }
///     }
///     try json.finish()
///
/// Refused are, beside all that the grammar does not have (comments, trailing commas, `01`, `NaN`,
/// a byte order mark): invalid UTF-8, half surrogate pairs, keys that occur twice in one object
/// (compared after escapes are resolved, byte by byte), and nesting beyond a limit. After an error
/// the reader is not used further.
public struct JSONReader: Sendable {
    /// The position of the next byte, counted from the start of the array.
    public private(set) var offset: Int

    let bytes: [UInt8]
    private let end: Int
    private let maximumDepth: Int
    private var containers: [Container] = []

    /// An object or array whose closing bracket has not been read.
    private struct Container {
        let isObject: Bool
        var isEmpty = true
        var keys: Set<ExactString> = []
    }

    /// Starts at the first byte of `range`, or of all bytes.
    public init(_ bytes: [UInt8], in range: Range<Int>? = nil, maximumDepth: Int = 32) {
        let range = range ?? bytes.indices
        precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count)
        self.bytes = bytes
        self.offset = range.lowerBound
        self.end = range.upperBound
        self.maximumDepth = maximumDepth
    }

    // MARK: - Objects and arrays

    /// Reads `{`.
    public mutating func beginObject() throws(JSONError) {
        try begin(with: UInt8(ascii: "{"), isObject: true)
    }

    /// Reads `[`.
    public mutating func beginArray() throws(JSONError) {
        try begin(with: UInt8(ascii: "["), isObject: false)
    }

    /// Reads a key and its colon, or the end of the object, which gives `nil`.
    ///
    /// Each key's value is to be read, or skipped, before the next call.
    public mutating func nextKey() throws(JSONError) -> String? {
        guard try nextItem(isObject: true, closing: UInt8(ascii: "}")) else { return nil }
        let keyOffset = offset
        guard peek() == UInt8(ascii: "\"") else { throw unexpected("a key in quotes") }
        let key = try readString()
        guard containers[containers.count - 1].keys.insert(ExactString(key)).inserted else {
            throw JSONError(offset: keyOffset, reason: .duplicateKey(key))
        }
        skipWhitespace()
        guard peek() == UInt8(ascii: ":") else { throw unexpected("a colon") }
        offset += 1
        return key
    }

    /// Goes to the array's next element; `false` when its closing bracket was read instead.
    public mutating func nextElement() throws(JSONError) -> Bool {
        try nextItem(isObject: false, closing: UInt8(ascii: "]"))
    }

    private mutating func begin(with bracket: UInt8, isObject: Bool) throws(JSONError) {
        skipWhitespace()
        guard peek() == bracket else { throw unexpected(isObject ? "an object" : "an array") }
        guard containers.count < maximumDepth else {
            throw JSONError(offset: offset, reason: .tooDeep(limit: maximumDepth))
        }
        containers.append(Container(isObject: isObject))
        offset += 1
    }

    private mutating func nextItem(isObject: Bool, closing: UInt8) throws(JSONError) -> Bool {
        let last = containers.count - 1
        guard last >= 0, containers[last].isObject == isObject else {
            preconditionFailure("items are read only after the bracket that begins them")
        }
        skipWhitespace()
        if peek() == closing {
            containers.removeLast()
            offset += 1
            return false
        }
        if containers[last].isEmpty {
            containers[last].isEmpty = false
            return true
        }
        guard peek() == UInt8(ascii: ",") else {
            throw unexpected("a comma or \(Self.name(of: closing))")
        }
        let commaOffset = offset
        offset += 1
        skipWhitespace()
        if peek() == closing { throw JSONError(offset: commaOffset, reason: .trailingComma) }
        return true
    }

    // MARK: - Values

    /// Reads `true` or `false`.
    public mutating func readBool() throws(JSONError) -> Bool {
        skipWhitespace()
        if readWord("true") { return true }
        if readWord("false") { return false }
        throw unexpected("true or false")
    }

    /// Reads `null`.
    public mutating func readNull() throws(JSONError) {
        skipWhitespace()
        guard readWord("null") else { throw unexpected("null") }
    }

    /// Reads a value of any type, checks it as every other, and keeps nothing of it.
    public mutating func skipValue() throws(JSONError) {
        switch peekKind() {
        case .object:
            try beginObject()
            while try nextKey() != nil { try skipValue() }
        case .array:
            try beginArray()
            while try nextElement() { try skipValue() }
        case .string: try skipString()
        case .number: _ = try readNumberText()
        case .bool: _ = try readBool()
        case .null: try readNull()
        case nil: throw unexpected("a value")
        }
    }

    /// Checks that nothing but white space follows.
    public mutating func finish() throws(JSONError) {
        skipWhitespace()
        guard offset == end else { throw unexpected("the end of the text") }
    }

    // MARK: - Bytes

    /// The type of the next value, judged by its first byte; `nil` when no value starts so.
    public mutating func peekKind() -> JSONKind? {
        skipWhitespace()
        return peek().flatMap(JSONKind.init(firstByte:))
    }

    /// The next byte, which `advance()` steps over, or one a few places after it.
    func peek(at distance: Int = 0) -> UInt8? {
        offset + distance < end ? bytes[offset + distance] : nil
    }

    /// The number of bytes from here to the end.
    var remainingCount: Int { end - offset }

    /// The number of bytes from here that are ASCII and mean themselves within a string.
    func lengthOfPlainText() -> Int {
        var index = offset
        // Safety: bytes have no padding.
        let raw = unsafe bytes.span.bytes
        while index + 8 <= end {
            // Safety: eight bytes from there on are within the array.
            let eight = unsafe raw.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
            guard Self.isPlain(eight) else { break }
            index += 8
        }
        while index < end {
            let byte = bytes[index]
            guard byte >= 0x20, byte < 0x80, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\")
            else { break }
            index += 1
        }
        return index - offset
    }

    /// Whether eight bytes are all ASCII and mean themselves within a string.
    ///
    /// Subtracting from each byte borrows into its highest bit if it is smaller (Bit Twiddling Hacks,
    /// "Determine if a word has a byte less than n"). A borrow from a lower byte can only add to what
    /// is found where something was found already.
    @inline(__always)
    private static func isPlain(_ eight: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quotes = eight ^ (ones * 0x22)
        let backslashes = eight ^ (ones * 0x5C)
        let found =
            eight | ((eight &- ones * 0x20) & ~eight) | ((quotes &- ones) & ~quotes)
            | ((backslashes &- ones) & ~backslashes)
        return found & (ones * 0x80) == 0
    }

    mutating func advance(by count: Int = 1) { offset += count }

    mutating func skipWhitespace() {
        while offset < end {
            switch bytes[offset] {
            case 0x20, 0x0A, 0x0D, 0x09: offset += 1
            default: return
            }
        }
    }

    private mutating func readWord(_ word: String) -> Bool {
        let wordEnd = offset + word.utf8.count
        guard wordEnd <= end, bytes[offset..<wordEnd].elementsEqual(word.utf8) else { return false }
        offset = wordEnd
        return true
    }

    /// An error for something else than `expected` at the current byte.
    func unexpected(_ expected: String) -> JSONError {
        let found =
            switch peek() {
            case nil: "the end of the text"
            case 0xEF where peek(at: 1) == 0xBB && peek(at: 2) == 0xBF: "a byte order mark"
            case .some(let byte): JSONKind(firstByte: byte)?.description ?? Self.name(of: byte)
            }
        return JSONError(offset: offset, reason: .unexpected(expected: expected, found: found))
    }

    private static func name(of byte: UInt8) -> String {
        switch byte {
        case 0x21...0x7E: "`\(Character(Unicode.Scalar(byte)))`"
        default: "byte 0x\(hexadecimal(byte))"
        }
    }
}
