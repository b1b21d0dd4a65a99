import IDX
import Testing

/// One hand-written file for each element type, with the values that its bytes stand for.
@Suite("Element types")
struct ElementTypeTests {
    struct Golden: Sendable {
        var type: IDXElementType
        var code: UInt8
        var elements: [UInt8]
        var values: [Double]
    }

    static let golden = [
        Golden(type: .uint8, code: 0x08, elements: [0, 1, 127, 255], values: [0, 1, 127, 255]),
        Golden(
            type: .int8, code: 0x09, elements: [0, 1, 0x80, 0xFF], values: [0, 1, -128, -1]),
        Golden(
            type: .int16, code: 0x0B, elements: [0, 7, 0x01, 0x00, 0x80, 0x00, 0xFF, 0xFE],
            values: [7, 256, -32768, -2]),
        Golden(
            type: .int32, code: 0x0C,
            elements: [0, 0, 0, 9, 0, 1, 0, 0, 0x80, 0, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF],
            values: [9, 65536, -2_147_483_648, 2_147_483_647]),
        Golden(
            type: .float32, code: 0x0D,
            elements: [
                0x3F, 0x80, 0, 0, 0xC0, 0x20, 0, 0, 0, 0, 0, 0, 0x7F, 0x80, 0, 0,
            ],
            values: [1, -2.5, 0, .infinity]),
        Golden(
            type: .float64, code: 0x0E,
            elements: [
                0x3F, 0xF0, 0, 0, 0, 0, 0, 0, 0xC0, 0x04, 0, 0, 0, 0, 0, 0,
                0x3F, 0xB9, 0x99, 0x99, 0x99, 0x99, 0x99, 0x9A, 0x41, 0xE0, 0, 0, 0, 0, 0, 0,
            ],
            values: [1, -2.5, 0.1, 2_147_483_648]),
    ]

    @Test("a file of each type gives its values", arguments: golden)
    func values(golden: Golden) throws {
        let file: [UInt8] = [0, 0, golden.code, 2, 0, 0, 0, 2, 0, 0, 0, 2] + golden.elements
        let array = try IDXArray(bytes: file, source: "f")
        #expect(array.header.elementType == golden.type)
        #expect(array.header.dimensions == [2, 2])
        #expect(array.header.bytesPerItem == golden.elements.count / 2)
        #expect(array.header.byteCount == golden.elements.count)
        #expect(array.header.elementCount == 4)
        #expect(array.header.encodedBytes == Array(file.prefix(12)))
        #expect(array.bytes == golden.elements)
        #expect(array.doubles == golden.values)
        #expect(array.floats == golden.values.map { Float($0) })
        if golden.type.isInteger {
            #expect(try array.integers == golden.values.map { Int($0) })
        }
    }

    @Test("whole numbers stored as floating point are integers")
    func wholeFloats() throws {
        let file: [UInt8] = [0, 0, 0x0D, 1, 0, 0, 0, 2, 0x40, 0xE0, 0, 0, 0xBF, 0x80, 0, 0]
        #expect(try IDXArray(bytes: file, source: "f").integers == [7, -1])
    }

    @Test(
        "fractions, infinities and NaN are no integers",
        arguments: [
            ([0x3F, 0x00, 0, 0], "0.5"), ([0x7F, 0x80, 0, 0], "inf"), ([0x7F, 0xC0, 0, 0], "nan"),
            ([0x5F, 0x00, 0, 0], "9.223372036854776e+18"),
        ] as [([UInt8], String)])
    func notIntegers(element: [UInt8], text: String) throws {
        let file: [UInt8] = [0, 0, 0x0D, 1, 0, 0, 0, 2, 0x40, 0xE0, 0, 0] + element
        let array = try IDXArray(bytes: file, source: "f")
        #expect(throws: IDXError.notAnInteger(file: "f", index: 1, found: text)) {
            try array.integers
        }
        // Elements in the middle of a file are counted from its beginning.
        #expect(throws: IDXError.notAnInteger(file: "f", index: 100, found: text)) {
            // Safety: bytes have no padding.
            try IDXElementType.float32.integers(
                unsafe element.span.bytes, source: "f", firstIndex: 100)
        }
    }

    @Test("integers beyond 24 bits become the nearest Float, doubles keep them")
    func rounding() throws {
        let file: [UInt8] = [0, 0, 0x0C, 1, 0, 0, 0, 1, 0x01, 0, 0, 0x01]
        let array = try IDXArray(bytes: file, source: "f")
        #expect(array.doubles == [16_777_217])
        #expect(array.floats == [16_777_216])
    }
}
