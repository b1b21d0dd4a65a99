/// A number in decimal, read digit by digit and exactly.
struct DecimalNumber {
    private enum Part { case start, whole, fraction, exponentSign, exponent, exponentDigits }

    private var part = Part.start
    /// The digits without zeros before them and without the zeros after the last other digit.
    private var digits: UInt64 = 0
    /// Zeros after the last digit that is not.
    private var zeros = 0
    /// How many digits stand behind the point.
    private var places = 0
    private var exponent = 0
    private var exponentIsNegative = false
    private var isTooLong = false
    private var hasDigits = false

    /// Adds a character; false if no number goes on so.
    mutating func append(_ byte: UInt8) -> Bool {
        switch (byte, part) {
        case (0x30...0x39, .start), (0x30...0x39, .whole), (0x30...0x39, .fraction):
            if part == .start { part = .whole }
            if part == .fraction { places += 1 }
            hasDigits = true
            append(digit: UInt64(byte - 0x30))
        case (UInt8(ascii: "."), .start), (UInt8(ascii: "."), .whole):
            part = .fraction
        case (UInt8(ascii: "e"), .whole), (UInt8(ascii: "e"), .fraction),
            (UInt8(ascii: "E"), .whole), (UInt8(ascii: "E"), .fraction):
            guard hasDigits else { return false }
            part = .exponentSign
        case (UInt8(ascii: "+"), .exponentSign), (UInt8(ascii: "-"), .exponentSign):
            exponentIsNegative = byte == UInt8(ascii: "-")
            part = .exponent
        case (0x30...0x39, .exponentSign), (0x30...0x39, .exponent),
            (0x30...0x39, .exponentDigits):
            part = .exponentDigits
            // Beyond this no number of a table is whole and small, but for zero.
            exponent = min(exponent * 10 + Int(byte - 0x30), 1_000_000)
        default:
            return false
        }
        return true
    }

    private mutating func append(digit: UInt64) {
        if digit == 0 {
            if digits > 0 { zeros += 1 }
            return
        }
        for _ in 0..<min(zeros, 20) { multiply(adding: 0) }
        if zeros > 20 { isTooLong = true }
        zeros = 0
        multiply(adding: digit)
    }

    private mutating func multiply(adding digit: UInt64) {
        let (product, overflow) = digits.multipliedReportingOverflow(by: 10)
        let (sum, carry) = product.addingReportingOverflow(digit)
        if overflow || carry { isTooLong = true } else { digits = sum }
    }

    /// Whether the characters so far are a number.
    var isComplete: Bool {
        switch part {
        case .whole, .fraction, .exponentDigits: hasDigits
        case .start, .exponentSign, .exponent: false
        }
    }

    /// The value, if it is a whole number of 0 to `limit`.
    func wholeNumber(limit: Int) -> Int? {
        guard isComplete, !isTooLong else { return nil }
        if digits == 0 { return 0 }
        // The last digit is not 0, so that with a negative power of ten the number is not whole.
        var power = zeros - places + (exponentIsNegative ? -exponent : exponent)
        guard power >= 0 else { return nil }
        var value = digits
        while power > 0 {
            guard value <= UInt64(limit) else { return nil }
            value *= 10
            power -= 1
        }
        return value <= UInt64(limit) ? Int(value) : nil
    }
}
