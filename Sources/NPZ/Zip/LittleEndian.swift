/// Numbers within the fixed part of a record, lowest byte first.
struct Record {
    private let bytes: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

    /// The number in the two bytes at `offset` of the record.
    func u16(_ offset: Int) -> Int { Int(number(offset, 2)) }
    /// The number in the four bytes at `offset` of the record.
    func u32(_ offset: Int) -> UInt32 { UInt32(truncatingIfNeeded: number(offset, 4)) }
    /// The number in the eight bytes at `offset` of the record.
    func u64(_ offset: Int) -> UInt64 { number(offset, 8) }

    private func number(_ offset: Int, _ count: Int) -> UInt64 {
        let start = bytes.startIndex + offset
        return bytes[start..<start + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
