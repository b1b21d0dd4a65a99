import IDX
import Testing
import TestSupport

/// Cut and damaged files: each gives an error or the right content, the same in chunks of any size.
@Suite("Damaged files")
struct RobustnessTests {
    static let chunkSizes = [1, 2, 3, 7, 65536]

    /// Files that between them use every kind of deflate block, and all parts of a gzip header.
    static let files: [[UInt8]] = {
        let small = IDXFixture.images(count: 3, height: 3, width: 3)
        // Little variety in an irregular order: worth a Huffman table of its own.
        let elements = (0..<160).map { (i: Int) in UInt8((i * i * 7 + i / 3) % 13) }
        let large = IDXFixture.uint8(dimensions: [10, 16], elements)
        var header = GzipFixture.header
        header[3] = 0x02 | 0x04 | 0x08
        header += [2, 0, 7, 7] + Array("f.idx".utf8) + [0]
        header += GzipFixture.littleEndian(
            UInt16(truncatingIfNeeded: GzipFixture.checksum(header)))
        return [
            small,
            GzipFixture.member(small, level: 0),
            GzipFixture.member(small),
            GzipFixture.member(large, header: header),
            GzipFixture.member(Array(large[..<50]), header: header)
                + GzipFixture.member(Array(large[50...]), level: 0) + [0, 0],
        ]
    }()

    /// Reads in chunks of every size and returns the one result.
    private func reading(
        _ file: [UInt8], sourceLocation: SourceLocation = #_sourceLocation
    ) -> Result<Reading, IDXError> {
        let first = Reading.of(file, chunkSize: 65536)
        for chunkSize in Self.chunkSizes.dropLast() {
            let other = Reading.of(file, chunkSize: chunkSize, itemsPerCall: chunkSize)
            #expect(other == first, "chunk size \(chunkSize)", sourceLocation: sourceLocation)
        }
        return first
    }

    @Test("a whole file reads the same in chunks of every size", arguments: files)
    func chunks(file: [UInt8]) throws {
        _ = try reading(file).get()
    }

    @Test("a file cut anywhere is refused", arguments: files)
    func cut(file: [UInt8]) throws {
        let whole = try Reading.of(file).get()
        for count in 0..<file.count {
            // Only what follows the content, as zero padding does, may be missing.
            if case .success(let reading) = reading(Array(file.prefix(count))) {
                #expect(reading.bytes == whole.bytes && file[count...].allSatisfy { $0 == 0 })
            }
        }
    }

    @Test("no flipped bit of a compressed file changes the content", arguments: files.dropFirst())
    func flippedCompressed(file: [UInt8]) throws {
        let whole = try Reading.of(file).get()
        for position in file.indices {
            for mask in [0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xFF] as [UInt8] {
                var damaged = file
                damaged[position] ^= mask
                if case .success(let reading) = reading(damaged) {
                    #expect(reading.header == whole.header)
                    #expect(reading.bytes == whole.bytes)
                }
            }
        }
    }

    @Test("a flipped bit in a plain header is an error, or a header of the same size")
    func flippedPlain() {
        let file = Self.files[0]
        for position in 0..<16 {
            for bit in 0..<8 {
                var damaged = file
                damaged[position] ^= 1 << bit
                if case .success(let reading) = reading(damaged) {
                    #expect(reading.bytes.count == 27)
                    #expect(reading.header.elementType == .int8)
                }
            }
        }
    }

    @Test("which of two faults is reported does not depend on chunks")
    func twoFaults() throws {
        // No IDX inside, and after those four bytes a wrong checksum or no rule of deflate.
        let content: [UInt8] = [0, 7, 0x18, 0x0A]
        var wrongChecksum = GzipFixture.member(content)
        wrongChecksum[wrongChecksum.count - 8] ^= 1
        let stored = GzipFixture.header + [0, 4, 0, 0xFB, 0xFF] + content
        for file in [wrongChecksum, stored + [7, 0, 0, 0]] {
            let whole = Reading.of(file)
            for chunkSize in 1...file.count {
                #expect(Reading.of(file, chunkSize: chunkSize) == whole)
            }
        }
    }

    @Test("bytes without any meaning are refused", arguments: 0..<200)
    func noise(seed: UInt64) {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        func next() -> UInt8 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return UInt8(truncatingIfNeeded: state >> 24)
        }
        let noise = (0..<64).map { _ in next() }
        #expect(errorReading(noise) != nil)
        #expect(errorReading(GzipFixture.header + noise) != nil)
        #expect(errorReading([0, 0, 8, 3] + noise) != nil)
    }
}
