import CCRC32
import CZlib
import TestSupport
import Testing

@Suite("CRC-32")
struct CRC32Tests {
    @Test(
        "the accelerated variant agrees with zlib at every length, place and initial value",
        .enabled(if: ccrc32_is_accelerated(), "this processor does not multiply polynomials"))
    func agreesWithZlib() {
        var generator = SeededGenerator(seed: 32)
        let bytes = (0..<5_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
        // Safety: the parts that are read lie within the array.
        unsafe bytes.withUnsafeBufferPointer { bytes in
            for count in stride(from: Int(CCRC32_LEAST), through: 4_096, by: Int(CCRC32_STEP)) {
                for place in [0, 1, 15] {
                    let start = unsafe bytes.baseAddress.map { unsafe $0 + place }
                    let initial = UInt32.random(in: 0...UInt32.max, using: &generator)
                    let expected = unsafe crc32_z(uLong(initial), start, count)
                    #expect(
                        unsafe ccrc32_update_accelerated(initial, start, count)
                            == UInt32(truncatingIfNeeded: expected))
                }
            }
        }
    }
}
