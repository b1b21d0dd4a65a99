import Safetensors
import TestSupport
import Testing
import WeightSources

@Suite("Conversions to and from Float")
struct ConversionTests {
    private func floats(_ dtype: DType, patterns: [UInt64]) throws -> [Float] {
        let size = dtype.bitCount / 8
        let data = patterns.flatMap { pattern in
            (0..<size).map { UInt8(truncatingIfNeeded: pattern >> (8 * $0)) }
        }
        let header =
            #"{"a":{"dtype":"\#(dtype.rawValue)","shape":[\#(patterns.count)],"#
            + #""data_offsets":[0,\#(data.count)]}}"#
        let bytes = SafetensorsFixture.bytes(header: header, data: data)
        return try SafetensorsFile(bytes: bytes, source: "f").floats(of: "a")
    }

    #if !(os(macOS) && arch(x86_64))
        @Test("all 65,536 patterns of F16 have the values of Float16")
        func everyHalf() throws {
            let values = try floats(.f16, patterns: (0...0xFFFF).map { UInt64($0) })
            var wrong: [UInt16] = []
            for (pattern, value) in zip(UInt16.min...UInt16.max, values) {
                let expected = Float16(bitPattern: pattern)
                let agrees =
                    expected.isNaN
                    ? value.isNaN && value.sign == expected.sign
                    : value.bitPattern == Float(expected).bitPattern
                if !agrees { wrong.append(pattern) }
                // What came from F16 goes back to it unchanged.
                if !expected.isNaN, value.float16Pattern != pattern { wrong.append(pattern) }
            }
            #expect(wrong.isEmpty)
        }

        @Test("Floats around every F16, and halfway between neighbors, round as Float16 does")
        func roundsToHalf() {
            var wrong: [Float] = []
            for pattern in 0...UInt16(0x7C00) {
                let value = Float(Float16(bitPattern: pattern))
                let next = Float(Float16(bitPattern: min(pattern + 1, 0x7C00)))
                let halfway = pattern >= 0x7BFF ? 65520 : (value + next) / 2
                for float in [value, value.nextUp, halfway.nextDown, halfway, halfway.nextUp] {
                    if float.float16Pattern != Float16(float).bitPattern { wrong.append(float) }
                    if (-float).float16Pattern != Float16(-float).bitPattern {
                        wrong.append(-float)
                    }
                }
            }
            #expect(wrong.isEmpty)
            #expect(Float.greatestFiniteMagnitude.float16Pattern == 0x7C00)
            #expect(Float.leastNonzeroMagnitude.float16Pattern == 0)
            #expect(Float.nan.float16Pattern == 0x7E00)
        }
    #endif

    @Test("all 65,536 patterns of BF16 are the upper half of a Float, and go back unchanged")
    func everyBrainFloat() throws {
        let values = try floats(.bf16, patterns: (0...0xFFFF).map { UInt64($0) })
        var wrong: [Int] = []
        for (pattern, value) in values.enumerated() {
            if value.bitPattern != UInt32(pattern) << 16 { wrong.append(pattern) }
            if !value.isNaN, Int(value.bfloat16Pattern) != pattern { wrong.append(pattern) }
        }
        #expect(wrong.isEmpty)
    }

    @Test(
        "a Float goes to the nearest BF16, ties to even",
        arguments: [
            (0x3F80_7FFF, 0x3F80), (0x3F80_8000, 0x3F80), (0x3F80_8001, 0x3F81),
            (0x3F81_8000, 0x3F82), (0xBF81_8000, 0xBF82), (0x7F7F_7FFF, 0x7F7F),
            (0x7F7F_8000, 0x7F80), (0x0000_8000, 0x0000), (0x0000_8001, 0x0001),
            (0x7F80_0001, 0x7FC0), (0xFFFF_FFFF, 0xFFFF), (0x7F80_0000, 0x7F80),
        ] as [(UInt32, UInt16)])
    func roundsToBrainFloat(float: UInt32, expected: UInt16) {
        #expect(Float(bitPattern: float).bfloat16Pattern == expected)
    }

    /// Expected patterns from NumPy: `np.float64(x).astype(np.float32).view(np.uint32)`.
    @Test(
        "F64 goes to the nearest Float, ties to even, and what is too large becomes infinite",
        arguments: [
            (0x1.000001p+0, 0x3F80_0000), (0x1.0000010000001p+0, 0x3F80_0001),
            (0x1.000003p+0, 0x3F80_0002), (0x1p-150, 0), (0x1.0000000000001p-150, 1),
            (0x1.8p-149, 2), (0x1.ffffffp+127, 0x7F80_0000), (0x1.fffffefffffffp+127, 0x7F7F_FFFF),
            (0x1.fap-1064, 0), (0.1, 0x3DCC_CCCD), (-0.0, 0x8000_0000),
            (-Double.infinity, 0xFF80_0000),
        ] as [(Double, UInt32)])
    func roundsDouble(double: Double, expected: UInt32) throws {
        #expect(try floats(.f64, patterns: [double.bitPattern])[0].bitPattern == expected)
    }

    @Test("NaN and infinities come through, for the caller to judge")
    func notFinite() throws {
        let values = try floats(.f32, patterns: [0x7FC0_0000, 0x7F80_0000, 0xFF80_0000])
        #expect(values[0].isNaN && values[1] == .infinity && values[2] == -.infinity)
        #expect(try floats(.f64, patterns: [Double.nan.bitPattern])[0].isNaN)
    }

    @Test(
        "other types are listed, and refused by name where numbers are wanted",
        arguments: DType.allCases.filter { !$0.holdsFloats })
    func otherTypes(dtype: DType) throws {
        let header =
            #"{"W1":{"dtype":"\#(dtype.rawValue)","shape":[8],"data_offsets":[0,\#(dtype.bitCount)]}}"#
        let bytes = SafetensorsFixture.bytes(
            header: header, data: [UInt8](repeating: 1, count: dtype.bitCount))
        let file = try SafetensorsFile(bytes: bytes, source: "f")
        #expect(file.tensors[0].dtype == dtype)
        #expect(try file.bytes(of: "W1").count == dtype.bitCount)
        let error = SafetensorsError.unsupportedType(file: "f", tensor: "W1", dtype: dtype)
        #expect(throws: error) { try file.floats(of: "W1") }
        #expect(
            error.description.hasPrefix("f: unsupported type \(dtype.rawValue) for tensor W1: "))
    }

    @Test("the 22 types of the format have the sizes that the format gives them")
    func sizes() {
        let sizes = Dictionary(
            uniqueKeysWithValues: DType.allCases.map { ($0.rawValue, $0.bitCount) })
        #expect(
            sizes == [
                "BOOL": 8, "U8": 8, "I8": 8, "I16": 16, "U16": 16, "F16": 16, "BF16": 16,
                "I32": 32, "U32": 32, "F32": 32, "F64": 64, "I64": 64, "U64": 64, "C64": 64,
                "F8_E4M3": 8, "F8_E5M2": 8, "F8_E8M0": 8, "F8_E4M3FNUZ": 8, "F8_E5M2FNUZ": 8,
                "F6_E2M3": 6, "F6_E3M2": 6, "F4": 4,
            ])
    }
}
