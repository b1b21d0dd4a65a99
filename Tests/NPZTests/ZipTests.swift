import Foundation
import NPZ
import Testing

/// Archives that are not what they say, made from one that NumPy wrote.
@Suite("Zip archives of arrays")
struct ZipTests {
    private static func fixture(_ name: String) throws -> [UInt8] {
        let url = try #require(Bundle.module.resourceURL).appending(path: "Fixtures/\(name)")
        return Array(try Data(contentsOf: url))
    }

    /// Everything that a file holds, read to the end.
    private static func content(_ bytes: [UInt8]) throws -> [String: [UInt8]] {
        let file = try NPZFile(bytes: bytes, source: "f")
        return Dictionary(
            uniqueKeysWithValues: try file.arrays.map { ($0.name, try file.bytes(of: $0)) })
    }

    @Test("an archive that is cut anywhere is refused", arguments: ["two.npz", "two-piped.npz"])
    func cut(name: String) throws {
        let bytes = try Self.fixture(name)
        for count in 0..<bytes.count {
            #expect(throws: NPZError.self, "\(count) bytes") {
                try Self.content(Array(bytes.prefix(count)))
            }
        }
        #expect(throws: NPZError.self) { try Self.content(bytes + [0]) }
    }

    @Test(
        "with any byte changed it is refused, or still holds the same elements",
        arguments: ["two.npz", "two-piped.npz"])
    func damage(name: String) throws {
        let bytes = try Self.fixture(name)
        let whole = Set(try Self.content(bytes).values)
        var refused = 0
        for index in bytes.indices {
            for mask in [0x01, 0x80, 0xFF] as [UInt8] {
                var damaged = bytes
                damaged[index] ^= mask
                do {
                    // Dates, versions and attributes mean nothing here.
                    let found = try Self.content(damaged)
                    #expect(Set(found.values) == whole, "byte \(index)")
                } catch {
                    refused += 1
                    #expect(error is NPZError, "byte \(index): \(error)")
                    #expect(!"\(error)".contains("\n"))
                }
            }
        }
        #expect(refused > bytes.count * 2)
    }

    @Test("a name that occurs twice is refused")
    func duplicate() throws {
        var bytes = try Self.fixture("two.npz")
        for index in 0..<bytes.count - 5 where bytes[index..<index + 5].elementsEqual("b.npy".utf8)
        {
            bytes[index] = UInt8(ascii: "a")
        }
        #expect(throws: NPZError.duplicateMember(file: "f", member: "a.npy")) {
            try NPZFile(bytes: bytes, source: "f")
        }
    }

    @Test("the number of members is limited")
    func limit() throws {
        var limits = NPZLimits()
        limits.members = 1
        #expect(throws: NPZError.tooManyMembers(file: "f", limit: 1, found: 2)) {
            try NPZFile(bytes: Self.fixture("two.npz"), source: "f", limits: limits)
        }
    }

    @Test("an archive of members with wide sizes and a wide end")
    func zip64() throws {
        let wide = try Self.content(Self.fixture("two-zip64.npz"))
        #expect(wide == (try Self.content(Self.fixture("two.npz"))))
    }
}
