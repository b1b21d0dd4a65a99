extension JSONReader {
    /// Reads an array of numbers, or of arrays of one size, and so on: a tensor as JSON has it.
    ///
    /// - Parameters:
    ///   - numbers: Where the numbers are added, in the order in which they stand.
    ///   - maximumCount: The most numbers that may have come together.
    /// - Returns: The number of elements at each level, the outermost first. Below a level without
    ///   elements there is none.
    /// - Throws: ``JSONError`` for anything else, and for arrays of different sizes or depths at one
    ///   level.
    public mutating func readNumbers(
        into numbers: inout JSONNumbers, maximumCount: Int
    ) throws(JSONError) -> [Int] {
        var extents: [Int] = []
        var rank: Int?
        skipWhitespace()
        try readLevel(0, &extents, &rank, into: &numbers, maximumCount)
        return extents
    }

    /// The most levels: batch, channels, height and width, and as many again.
    private static var mostLevels: Int { 8 }

    private mutating func readLevel(
        _ level: Int, _ extents: inout [Int], _ rank: inout Int?, into numbers: inout JSONNumbers,
        _ maximumCount: Int
    ) throws(JSONError) {
        let start = offset
        guard peek() == UInt8(ascii: "[") else { throw unexpected("an array") }
        guard level < min(Self.mostLevels, rank ?? .max) else {
            throw rank == nil
                ? JSONError(offset: start, reason: .tooDeep(limit: Self.mostLevels))
                : unexpected("a number")
        }
        if level == extents.count { extents.append(-1) }
        advance()
        skipWhitespace()
        var count = 0
        if peek() == UInt8(ascii: "]") {
            advance()
        } else if peek() == UInt8(ascii: "[") {
            repeat {
                try readLevel(level + 1, &extents, &rank, into: &numbers, maximumCount)
                count += 1
            } while try nextInRow()
        } else {
            guard rank ?? level + 1 == level + 1 else { throw unexpected("an array") }
            rank = level + 1
            repeat {
                try readElement(into: &numbers)
                count += 1
            } while try nextInRow()
            guard numbers.count <= maximumCount else {
                throw JSONError(offset: start, reason: .tooManyNumbers(limit: maximumCount))
            }
        }
        guard extents[level] == -1 || extents[level] == count else {
            throw JSONError(
                offset: start, reason: .ragged(expected: extents[level], found: count))
        }
        extents[level] = count
    }

    /// Steps over the comma before another element, or the bracket that ends the array.
    @inline(__always)
    private mutating func nextInRow() throws(JSONError) -> Bool {
        skipWhitespace()
        switch peek() {
        case UInt8(ascii: ",")?:
            let comma = offset
            advance()
            skipWhitespace()
            if peek() == UInt8(ascii: "]") {
                throw JSONError(offset: comma, reason: .trailingComma)
            }
            return true
        case UInt8(ascii: "]")?:
            advance()
            return false
        default: throw unexpected("a comma or `]`")
        }
    }

    /// Reads a number, of up to three digits without making text of it.
    @inline(__always)
    private mutating func readElement(into numbers: inout JSONNumbers) throws(JSONError) {
        var (value, length) = (0, 0)
        while length < 4, let byte = peek(at: length), byte &- UInt8(ascii: "0") < 10 {
            value = value * 10 + Int(byte &- UInt8(ascii: "0"))
            length += 1
        }
        let isPlain: Bool
        switch peek(at: length) {
        case UInt8(ascii: ",")?, UInt8(ascii: "]")?, 0x20?, 0x0A?, 0x0D?, 0x09?:
            isPlain = length == 1 || length > 1 && value >= (length == 2 ? 10 : 100)
        default: isPlain = false
        }
        if isPlain, length < 4, value <= 255 {
            advance(by: length)
            numbers.append(UInt8(value))
        } else if let number = readShortDecimal() {
            numbers.append(number)
        } else {
            numbers.append(try readNumber())
        }
    }

    /// Reads a decimal fraction of at most 15 digits without making text of it.
    ///
    /// Its digits as an integer, and the power of ten below them, are both exact as `Double`, so that
    /// their quotient is rounded once, to the number that is nearest to the text (Clinger 1990).
    ///
    /// - Returns: `nil`, and no byte was read, for anything else.
    private mutating func readShortDecimal() -> Double? {
        var index = peek() == UInt8(ascii: "-") ? 1 : 0
        let isNegative = index == 1
        let first = index
        var (digits, count, places) = (0, 0, 0)
        while let byte = peek(at: index), byte &- UInt8(ascii: "0") < 10, count < 16 {
            digits = digits * 10 + Int(byte &- UInt8(ascii: "0"))
            (index, count) = (index + 1, count + 1)
        }
        // Neither `01` nor `.5` is a number.
        guard count == 1 || count > 1 && peek(at: first) != UInt8(ascii: "0"),
            peek(at: index) == UInt8(ascii: ".")
        else { return nil }
        index += 1
        while let byte = peek(at: index), byte &- UInt8(ascii: "0") < 10, count < 16 {
            digits = digits * 10 + Int(byte &- UInt8(ascii: "0"))
            (index, count, places) = (index + 1, count + 1, places + 1)
        }
        guard places > 0, count < 16 else { return nil }
        switch peek(at: index) {
        case UInt8(ascii: ",")?, UInt8(ascii: "]")?, 0x20?, 0x0A?, 0x0D?, 0x09?: break
        default: return nil
        }
        advance(by: index)
        let magnitude = Double(digits) / Self.powersOfTen[places]
        return isNegative ? -magnitude : magnitude
    }

    private static let powersOfTen: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ]
}
