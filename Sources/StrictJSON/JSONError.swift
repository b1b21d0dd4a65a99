internal import FileIO

/// Why bytes are not the JSON a reader wanted, and where.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The byte at which the text went wrong, counted from the start of the reader's array.
    public let offset: Int
    /// What was wrong there.
    public let reason: Reason

    /// Puts an error together.
    public init(offset: Int, reason: Reason) {
        self.offset = offset
        self.reason = reason
    }

    /// One sentence: where, what was expected and what was found.
    public var description: String { "JSON is wrong at byte \(offset): \(reason)" }

    /// One case for each way a text can be wrong.
    public enum Reason: Hashable, Sendable {
        /// Something else stood where `expected` had to be.
        case unexpected(expected: String, found: String)
        /// A comma before a closing bracket.
        case trailingComma
        /// A byte that no UTF-8 text has at this place.
        case invalidUTF8(byte: UInt8)
        /// A control character that stands in a string without an escape.
        case controlCharacter(byte: UInt8)
        /// Half of a surrogate pair, escaped as `\uXXXX`, without the other half.
        case loneSurrogate(UInt16)
        /// A number such as `01`.
        case leadingZero
        /// A number with a sign, a fraction or an exponent where a count was wanted.
        case notPlainInteger(String)
        /// An integer of 2⁶³ or more.
        case integerTooLarge(String)
        /// A number that is no finite Double.
        case numberTooLarge(String)
        /// A key that its object has already, however either is spelled.
        case duplicateKey(String)
        /// More brackets inside one another than the reader allows.
        case tooDeep(limit: Int)
        /// More numbers than the reader allows.
        case tooManyNumbers(limit: Int)
        /// Arrays of different sizes at one level.
        case ragged(expected: Int, found: Int)
        /// More bytes than the reader allows.
        case tooLong(limit: Int, found: Int)
    }
}

extension JSONError.Reason: CustomStringConvertible {
    /// What was expected and what was found.
    public var description: String {
        switch self {
        case .unexpected(let expected, let found):
            "expected \(expected), found \(found)"
        case .trailingComma:
            "expected another element after the comma, found a closing bracket"
        case .invalidUTF8(let byte):
            "expected UTF-8, found byte 0x\(hexadecimal(byte))"
        case .controlCharacter(let byte):
            "expected an escape for a control character, found byte 0x\(hexadecimal(byte)) itself"
        case .loneSurrogate(let unit):
            "expected a surrogate pair, found \\u\(String(unit, radix: 16)) alone"
        case .leadingZero:
            "expected a number without leading zeros, found a digit after the zero"
        case .notPlainInteger(let text):
            "expected an integer without sign, fraction or exponent, found \(displayName(text))"
        case .integerTooLarge(let text):
            "expected an integer below 2^63, found \(displayName(text)): it overflows"
        case .numberTooLarge(let text):
            "expected a finite number, found \(displayName(text))"
        case .duplicateKey(let key):
            "expected each key once, found \(displayName(key)) again"
        case .tooDeep(let limit):
            "expected at most \(limit) levels of brackets, found more"
        case .tooManyNumbers(let limit):
            "expected at most \(limit) numbers, found more"
        case .ragged(let expected, let found):
            "expected an array of \(expected) elements as before, found \(found)"
        case .tooLong(let limit, let found):
            "expected at most \(limit) bytes, found \(found)"
        }
    }
}
