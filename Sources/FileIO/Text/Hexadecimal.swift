/// The number in hexadecimal, upper case, with all the digits of its type.
package func hexadecimal<Number: FixedWidthInteger & UnsignedInteger>(_ number: Number) -> String {
    let digits = String(number, radix: 16, uppercase: true)
    return String(repeating: "0", count: Number.bitWidth / 4 - digits.utf8.count) + digits
}

/// The bytes in hexadecimal, separated by spaces.
package func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { hexadecimal($0) }.joined(separator: " ")
}
