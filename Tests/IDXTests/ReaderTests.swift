import IDX
import Testing
import TestSupport

@Suite("Reader")
struct ReaderTests {
    /// Five items of two bytes, plain and compressed.
    static let content = IDXFixture.uint8(dimensions: [5, 2], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    static let files = [content, GzipFixture.member(content)]

    private func read(
        _ reader: IDXReader, into buffer: inout [UInt8]
    ) throws(IDXError) -> Int {
        var span = buffer.mutableSpan
        // Safety: every bit pattern is a valid byte.
        var raw = unsafe span.mutableBytes
        return try reader.readItems(into: &raw)
    }

    @Test("a call reads as many whole items as fit, and 0 at the end", arguments: files)
    func batches(file: [UInt8]) throws {
        let reader = try IDXReader(bytes: file, source: "f")
        #expect(reader.itemsLeft == 5)
        var buffer = [UInt8](repeating: 0, count: 7)
        #expect(try read(reader, into: &buffer) == 3)
        #expect(buffer.prefix(6) == [1, 2, 3, 4, 5, 6])
        #expect(reader.itemsRead == 3)
        #expect(try read(reader, into: &buffer) == 2)
        #expect(buffer.prefix(4) == [7, 8, 9, 10])
        #expect(try read(reader, into: &buffer) == 0)
        #expect(try read(reader, into: &buffer) == 0)
        #expect(reader.itemsLeft == 0)
    }

    @Test("items are skipped, up to the end", arguments: files)
    func skip(file: [UInt8]) throws {
        let reader = try IDXReader(bytes: file, source: "f")
        #expect(try reader.skipItems(3) == 3)
        var buffer = [UInt8](repeating: 0, count: 2)
        #expect(try read(reader, into: &buffer) == 1)
        #expect(buffer == [7, 8])
        #expect(try reader.skipItems(9) == 1)
        #expect(try reader.skipItems(9) == 0)
        #expect(try read(reader, into: &buffer) == 0)
    }

    @Test("the call that reads the last item verifies the trailer")
    func verifiesWithLastItem() throws {
        var file = Self.files[1]
        file[file.count - 1] ^= 1
        let reader = try IDXReader(bytes: file, source: "f")
        var buffer = [UInt8](repeating: 0, count: 8)
        #expect(try read(reader, into: &buffer) == 4)
        let error = IDXError.gzip(
            file: "f",
            .lengthMismatch(
                member: 1, byte: file.count - 4, expected: 1 << 24 + 22, computed: 22))
        #expect(throws: error) { try read(reader, into: &buffer) }
        // It stays refused, whatever is asked of it.
        #expect(throws: error) { try read(reader, into: &buffer) }
        #expect(throws: error) { try reader.skipItems(1) }
        #expect(throws: error) { try reader.finish() }
    }

    @Test("finishing verifies what was not read")
    func finish() throws {
        try IDXReader(bytes: Self.files[0], source: "f").finish()
        let reader = try IDXReader(bytes: Self.files[1] + [0], source: "f")
        try reader.finish()
        try reader.finish()
        #expect(reader.notes.contains(.zeroPadding(byteCount: 1)))
        let error = IDXError.gzip(
            file: "f", .trailingBytes(byte: Self.files[1].count, count: 1))
        #expect(throws: error) { try IDXReader(bytes: Self.files[1] + [7], source: "f").finish() }
    }

    @Test("arrays without items, and items without bytes, end at once")
    func nothing() throws {
        for (dimensions, items) in [([0, 28, 28], 0), ([7, 0, 28], 7)] as [([UInt32], Int)] {
            let plain = IDXFixture.header(dimensions: dimensions)
            for file in [plain, GzipFixture.member(plain)] {
                let reader = try IDXReader(bytes: file, source: "f")
                var buffer: [UInt8] = []
                #expect(try read(reader, into: &buffer) == items)
                #expect(try read(reader, into: &buffer) == 0)
                #expect(try IDXArray(bytes: file, source: "f").bytes == [])
            }
            #expect(errorReading(GzipFixture.member(plain + [1])) != nil)
        }
    }

    @Test("a buffer is never larger than the items that are there")
    func bufferSize() throws {
        let reader = try IDXReader(bytes: Self.content, source: "f")
        #expect(reader.byteCount(ofItems: 3) == 6)
        #expect(reader.byteCount(ofItems: .max) == 10)
        try reader.skipItems(4)
        #expect(reader.byteCount(ofItems: 3) == 2)
        let empty = IDXFixture.header(dimensions: [0, .max, 1 << 20])
        #expect(try IDXReader(bytes: empty, source: "f").byteCount(ofItems: 3) == 0)
    }

    @Test("an array beyond the limit is refused before it is read")
    func limit() throws {
        #expect(try IDXArray(bytes: Self.content, source: "f", byteLimit: 10).bytes.count == 10)
        let error = IDXError.overLimit(file: "f", expectedBytes: 10, limit: 9)
        #expect(throws: error) { try IDXArray(bytes: Self.content, source: "f", byteLimit: 9) }
        #expect(
            error.description
                == "f: array is too large at byte 4: expected at most 9 bytes, found 10")
    }

    @Test("notes and other errors are sentences")
    func sentences() {
        #expect(
            [
                IDXNote.plainDespiteName, .compressedDespiteName, .severalMembers(count: 2),
                .zeroPadding(byteCount: 512),
            ].map(\.description) == [
                "is not compressed, although its name ends in .gz",
                "is gzip-compressed, although its name does not end in .gz",
                "consists of 2 gzip members", "ends in 512 bytes of zero padding",
            ])
        #expect(
            IDXError.notAnInteger(file: "f", index: 3, found: "0.5").description
                == "f: element 3 is no integer: expected a whole number of 64 bits, found 0.5")
    }
}
