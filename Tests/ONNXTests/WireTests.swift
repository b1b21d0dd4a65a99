import Testing

import ONNX

struct WireTests {
    @Test func aVarintHasAtMostTenBytesAnd64Bits() throws {
        var largest = WireReader([UInt8](repeating: 0xFF, count: 9) + [0x01], 0..<10)
        #expect(try largest.varint() == .max)
        for bytes in [
            [UInt8](repeating: 0xFF, count: 9) + [0x02], Array(repeating: 0x80, count: 11),
        ] {
            var reader = WireReader(bytes, bytes.indices)
            #expect(throws: Fault.self) { try reader.varint() }
        }
    }
}
