internal import FileIO

/// Where the directory of an archive is, as the records at its end say.
struct ZipEnd {
    /// The number of members.
    let memberCount: Int
    /// The bytes of the directory, which the end records follow.
    let directory: Range<Int>

    private static let recordBytes = 22
    private static let locatorBytes = 20
    private static let wideRecordBytes = 56

    /// Reads the end of a file.
    ///
    /// A comment could hold a second end record, by which two readers would understand one file in
    /// two ways. NumPy writes none, so an archive with a comment is refused.
    init(_ content: ByteContent, limits: NPZLimits) throws(NPZError) {
        let file = content.name
        let start = content.size - Self.recordBytes
        func wrong(_ offset: Int, _ expected: String, _ found: String) -> NPZError {
            .archive(file: file, offset: offset, expected: expected, found: found)
        }
        guard start >= 0 else {
            throw wrong(content.size, "a zip archive of 22 bytes or more", "its end")
        }
        let record = Record(try content.slice(start..<content.size))
        guard record.u32(0) == 0x0605_4B50, record.u16(20) == 0 else {
            throw wrong(
                start, "the end of a zip archive without a comment (is the file cut?)",
                hexadecimal(try content.slice(start..<start + 4)))
        }
        var numbers = [
            UInt64(record.u16(8)), UInt64(record.u16(10)), UInt64(record.u32(12)),
            UInt64(record.u32(16)),
        ]
        var disks = [UInt64(record.u16(4)), UInt64(record.u16(6))]
        var end = start
        if start >= Self.locatorBytes {
            let locator = Record(try content.slice(start - Self.locatorBytes..<start))
            if locator.u32(0) == 0x0706_4B50 {
                let place = start - Self.locatorBytes - Self.wideRecordBytes
                guard place >= 0, locator.u64(8) == UInt64(place), locator.u32(4) == 0,
                    locator.u32(16) <= 1
                else {
                    throw wrong(
                        start - Self.locatorBytes,
                        "the zip64 record of 56 bytes before its locator",
                        "a locator of byte \(locator.u64(8))")
                }
                let wide = Record(try content.slice(place..<place + Self.wideRecordBytes))
                guard wide.u32(0) == 0x0606_4B50, wide.u64(4) == 44 else {
                    throw wrong(place, "a zip64 end record of 56 bytes", "another")
                }
                let wideNumbers = [wide.u64(24), wide.u64(32), wide.u64(40), wide.u64(48)]
                let highest: [UInt64] = [0xFFFF, 0xFFFF, 0xFFFF_FFFF, 0xFFFF_FFFF]
                for (index, narrow) in numbers.enumerated()
                where narrow != highest[index] && narrow != wideNumbers[index] {
                    throw wrong(
                        start, "the numbers of the zip64 end record",
                        "\(narrow) instead of \(wideNumbers[index])")
                }
                numbers = wideNumbers
                disks += [UInt64(wide.u32(16)), UInt64(wide.u32(20))]
                disks.removeAll { $0 == 0xFFFF }
                end = place
            }
        }
        guard disks.allSatisfy({ $0 == 0 }), numbers[0] == numbers[1] else {
            throw wrong(start, "an archive of one part", "one of several")
        }
        let (sum, overflow) = numbers[3].addingReportingOverflow(numbers[2])
        guard !overflow, sum == UInt64(end) else {
            throw wrong(
                start, "a directory that ends at byte \(end)",
                "one of \(numbers[2]) bytes from byte \(numbers[3]) on")
        }
        guard numbers[0] <= UInt64(limits.members) else {
            throw .tooManyMembers(
                file: file, limit: limits.members, found: Int(clamping: numbers[0]))
        }
        memberCount = Int(numbers[0])
        directory = Int(numbers[3])..<end
        guard memberCount > 0 else { throw wrong(start, "an archive with members", "0 members") }
    }
}

extension ByteContent {
    /// The bytes of a range within the file.
    func slice(_ range: Range<Int>) throws(NPZError) -> ArraySlice<UInt8> {
        do throws(FileError) {
            return try bytes(in: range)[...]
        } catch {
            throw .unreadable(file: name, reason: error.reason)
        }
    }
}
