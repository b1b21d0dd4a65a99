/// The number in hexadecimal, with all the digits of its type.
func hex(_ number: some FixedWidthInteger) -> String {
    let digits = String(number, radix: 16, uppercase: true)
    return String(repeating: "0", count: type(of: number).bitWidth / 4 - digits.count) + digits
}

/// The bytes in hexadecimal, separated by spaces.
func hex(_ bytes: [UInt8]) -> String {
    bytes.map { hex($0) }.joined(separator: " ")
}
