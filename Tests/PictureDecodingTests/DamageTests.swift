import PictureDecoding
import TestSupport
import Testing

/// Files that are changed or cut anywhere: a picture or one sentence, never a trap.
@Suite("Damage anywhere in a picture")
struct DamageTests {
    private func outcome(_ bytes: [UInt8]) -> Picture? {
        var limits = PictureLimits()
        limits.pixels = 1 << 20
        do {
            return try Picture(bytes: bytes, source: "f", limits: limits)
        } catch {
            let sentence = error.description
            #expect(sentence.hasPrefix("f: ") && !sentence.contains("\n"), "\(sentence)")
            return nil
        }
    }

    /// But for line breaks at its end; and a number written as text may end a digit earlier.
    @Test("a file cut anywhere is refused")
    func cut() {
        for fixture in PictureFixture.all
        where !fixture.name.contains(".p2.") && !fixture.name.contains(".p3.") {
            let bytes = fixture.bytes
            for count in bytes.indices {
                guard let picture = outcome(Array(bytes[..<count])) else { continue }
                let isSame = picture.luma.pixels == Array(fixture.luma)
                #expect(isSame, "\(fixture.name) cut at \(count)")
            }
        }
    }

    @Test("a changed byte gives a picture or a refusal", arguments: PictureFixture.all)
    func changed(fixture: PictureFixture) {
        var generator = SeededGenerator(seed: 11)
        let bytes = fixture.bytes
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= UInt8.random(in: 1...255, using: &generator)
            guard let picture = outcome(changed) else { continue }
            #expect(picture.luma.pixels.count == picture.luma.width * picture.luma.height)
        }
    }
}
