import IDX
import Testing
import TestSupport

@Suite("IDX header")
struct HeaderTests {
    private func parse(_ bytes: [UInt8]) throws(IDXError) -> IDXHeader {
        try IDXHeader(parsing: bytes, source: "f")
    }

    @Test("the header of MNIST's training images")
    func mnist() throws {
        let header = try parse([0, 0, 8, 3, 0, 0, 0xEA, 0x60, 0, 0, 0, 28, 0, 0, 0, 28])
        #expect(header.elementType == .uint8)
        #expect(header.dimensions == [60000, 28, 28])
        #expect(header.rank == 3)
        #expect(header.itemCount == 60000)
        #expect(header.elementsPerItem == 784)
        #expect(header.byteCount == 47_040_000)
        #expect(header.encodedByteCount == 16)
    }

    @Test("items of rank 1 are single elements")
    func rankOne() throws {
        let header = try parse([0, 0, 0x0C, 1, 0, 0, 0, 5])
        #expect(header.elementsPerItem == 1)
        #expect(header.bytesPerItem == 4)
        #expect(header.byteCount == 20)
    }

    @Test("dimensions may be zero")
    func zero() throws {
        #expect(try parse([0, 0, 8, 2, 0, 0, 0, 0, 0, 0, 0, 9]).byteCount == 0)
        #expect(try parse([0, 0, 8, 2, 0, 0, 0, 9, 0, 0, 0, 0]).bytesPerItem == 0)
    }

    @Test("a header cut at any byte is refused", arguments: 1..<16)
    func cut(count: Int) {
        let header = IDXFixture.header(dimensions: [1, 28, 28])
        let expected = count < 4 ? 4 : 16
        #expect(
            throws: IDXError.headerCut(file: "f", expectedBytes: expected, foundBytes: count)
        ) {
            try parse(Array(header.prefix(count)))
        }
    }

    @Test("a wrong magic number is refused")
    func magic() {
        #expect(throws: IDXError.wrongMagic(file: "f", found: [0x12, 0x34, 0x56, 0x78])) {
            try parse([0x12, 0x34, 0x56, 0x78, 0, 0, 0, 1])
        }
        #expect(throws: IDXError.wrongMagic(file: "f", found: [0, 1, 8, 1])) {
            try parse([0, 1, 8, 1, 0, 0, 0, 1])
        }
        #expect(throws: IDXError.wrongMagic(file: "f", found: [7])) { try parse([7]) }
    }

    @Test("a little-endian header is told by its magic number")
    func reversed() {
        #expect(throws: IDXError.reversedByteOrder(file: "f", found: [3, 8, 0, 0])) {
            try parse([3, 8, 0, 0, 0x10, 0x27, 0, 0, 28, 0, 0, 0, 28, 0, 0, 0])
        }
    }

    @Test("type codes that IDX does not have are refused", arguments: [0, 7, 0x0A, 0x0F, 255])
    func type(code: UInt8) {
        #expect(throws: IDXError.unknownElementType(file: "f", found: code)) {
            try parse([0, 0, code, 1, 0, 0, 0, 1])
        }
    }

    @Test("rank 0 and ranks above 8 are refused", arguments: [0, 9, 255])
    func rank(rank: UInt8) {
        #expect(throws: IDXError.unsupportedRank(file: "f", found: Int(rank))) {
            try parse([0, 0, 8, rank] + [UInt8](repeating: 0, count: 4 * Int(rank)))
        }
    }

    @Test("dimensions whose product overflows are refused, whatever else is zero")
    func overflow() {
        let huge = UInt32.max
        // The last is 2^63 - 1 bytes, which fit in an Int, but not with the header's 16.
        let least: [UInt32] = [153_092_023, 92_737, 649_657]
        for dimensions in [[huge, huge, huge], [huge, huge, 2], [0, huge, huge, huge], least] {
            #expect(
                throws: IDXError.sizeOverflow(file: "f", dimensions: dimensions.map { Int($0) })
            ) {
                try parse(IDXFixture.header(dimensions: dimensions))
            }
        }
        // 65536³ bytes fit in an Int; it is for the file's size to show that they are not there.
        #expect(
            (try? parse(IDXFixture.header(dimensions: [65536, 65536, 65536])))?.byteCount == 1 << 48
        )
    }
}
