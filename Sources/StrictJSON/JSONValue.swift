/// A JSON value as a whole: for small texts that are read at once, and for all that are written.
///
/// An object keeps its members in order and has each key once.
public enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int)
    case double(Double)
    /// A number written with the digits that a `Float` needs: `0.1`, not `0.10000000149011612`.
    case float(Float)
    case string(String)
    case array([JSONValue])
    case object([Member])

    /// A key of an object with its value.
    public struct Member: Hashable, Sendable {
        /// The key.
        public var key: String
        /// What stands under the key.
        public var value: JSONValue

        /// Puts a member together.
        public init(_ key: String, _ value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    /// The value of the first member with this key; `nil` when there is none, or no object.
    public subscript(key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { ExactString($0.key) == ExactString(key) }?.value
    }

    /// The type of the value, as messages name it.
    public var kind: JSONKind {
        switch self {
        case .null: .null
        case .bool: .bool
        case .integer, .double, .float: .number
        case .string: .string
        case .array: .array
        case .object: .object
        }
    }
}

// MARK: - Reading

extension JSONValue {
    /// Reads a text that is one JSON value.
    ///
    /// Integers that are written with digits alone, and fit, become `integer`; other numbers become
    /// `double`. A value takes some forty times the memory of its shortest text, hence the limit.
    public static func parse(
        _ bytes: [UInt8], maximumDepth: Int = 32, maximumBytes: Int = 1 << 20
    ) throws(JSONError) -> JSONValue {
        guard bytes.count <= maximumBytes else {
            throw JSONError(
                offset: maximumBytes, reason: .tooLong(limit: maximumBytes, found: bytes.count))
        }
        var reader = JSONReader(bytes, maximumDepth: maximumDepth)
        let value = try reader.readValue()
        try reader.finish()
        return value
    }
}

extension JSONReader {
    /// Reads a value of any type with all it contains.
    public mutating func readValue() throws(JSONError) -> JSONValue {
        switch peekKind() {
        case .object:
            var members: [JSONValue.Member] = []
            try beginObject()
            while let key = try nextKey() { members.append(.init(key, try readValue())) }
            return .object(members)
        case .array:
            var elements: [JSONValue] = []
            try beginArray()
            while try nextElement() { elements.append(try readValue()) }
            return .array(elements)
        case .string: return .string(try readString())
        case .bool: return .bool(try readBool())
        case .number:
            let start = offset
            let text = try readNumberText()
            // "-0" becomes a Double: an integer would lose its sign.
            if let value = Int(text), text != "-0" { return .integer(value) }
            return .double(try finiteNumber(text, at: start))
        case .null:
            try readNull()
            return .null
        case nil: throw unexpected("a value")
        }
    }
}

// MARK: - Literals

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByStringInterpolation,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// Null.
    public init(nilLiteral: ()) { self = .null }
    /// True or false.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// A whole number.
    public init(integerLiteral value: Int) { self = .integer(value) }
    /// A number.
    public init(floatLiteral value: Double) { self = .double(value) }
    /// A string.
    public init(stringLiteral value: String) { self = .string(value) }
    /// An array.
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    /// An object, its members in this order.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(elements.map { Member($0.0, $0.1) })
    }
}
