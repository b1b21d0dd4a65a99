import FileIO
import Foundation
import IDX
import ImageClassification
import Inspection
import Safetensors
import TensorCore
import Testing
import TestSupport

/// Expected figures are worked out by hand or with NumPy.
@Suite("Inspection")
struct InspectionTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func inspectIDX(_ bytes: [UInt8], _ name: String = "file") throws -> IDXInspection {
        let inspection = try FileInspection(path: folder.write(bytes, to: name))
        #expect(inspection.byteCount == bytes.count)
        guard case .idx(let idx) = inspection.content else {
            throw InspectionError.empty(file: "not IDX")
        }
        return idx
    }

    private func inspectTensors(_ bytes: [UInt8]) throws -> SafetensorsInspection {
        let inspection = try FileInspection(path: folder.write(bytes, to: "tensors"))
        guard case .safetensors(let file) = inspection.content else {
            throw InspectionError.empty(file: "not safetensors")
        }
        return file
    }

    @Test("images are counted, hashed and measured")
    func images() throws {
        let idx = try inspectIDX(
            IDXFixture.uint8(dimensions: [2, 1, 4], [0, 0, 255, 51, 0, 102, 0, 0]))
        #expect(idx.imageShape == ImageShape(height: 1, width: 4))
        #expect(!idx.isCompressed)
        let statistics = try #require(idx.statistics)
        #expect(statistics.count == 8)
        #expect(statistics.zeroShare == 0.625)
        #expect(statistics.minimum == 0 && statistics.maximum == 255)
        #expect(statistics.mean == 51)
        // Σx² = 255² + 51² + 102² = 78030; the variance is 78030 / 8 − 51².
        #expect(abs(statistics.standardDeviation - 7152.75.squareRoot()) < 1e-9)
        // printf '\0\0\10\3\0\0\0\2\0\0\0\1\0\0\0\4\0\0\377\63\0\146\0\0' | sha256sum
        #expect(
            idx.payloadSHA256 == "2426f718cd1ae35f961410b5b59b19f10f48af58d0b2f642e63c76c3ce182523")
        #expect(idx.published == nil)
        #expect(idx.labelCounts == nil)
    }

    @Test("safetensors with a wrong header are told as such, not as an unknown format")
    func wrongHeader() throws {
        let limit = 100_000_000
        for length in [UInt64(limit) + 1, 1 << 63, .max] {
            let file = SafetensorsFixture.bytes(header: "{}", length: length)
            let path = try folder.write(file, to: "length")
            #expect(
                throws: SafetensorsError.wrongHeaderLength(file: path, limit: limit, found: length)
            ) { try FileInspection(path: path) }
        }
        let path = try folder.write(SafetensorsFixture.bytes(header: " {}"), to: "start")
        #expect(throws: SafetensorsError.wrongHeaderStart(file: path, found: 0x20)) {
            try FileInspection(path: path)
        }
    }

    @Test("a compressed file has the digest of its content, and a note about its name")
    func compressed() throws {
        let plain = IDXFixture.labels([3, 1, 3])
        let idx = try inspectIDX(GzipFixture.member(plain), "labels")
        #expect(idx.isCompressed)
        #expect(idx.payloadSHA256 == (try inspectIDX(plain, "plain").payloadSHA256))
        #expect(idx.labelCounts == [1: 1, 3: 2])
        #expect(idx.notes == [IDXNote.compressedDespiteName.description])
    }

    @Test("of labels in several columns the first counts")
    func columns() throws {
        let idx = try inspectIDX(
            IDXFixture.header(type: 0x0C, dimensions: [2, 2])
                + [0, 0, 0, 7, 0, 0, 0, 9, 255, 255, 255, 255, 0, 0, 0, 0])
        #expect(idx.labelCounts == [7: 1, -1: 1])
        #expect(idx.statistics?.minimum == -1)
    }

    @Test("more than 1,000 different numbers are no labels")
    func numbers() throws {
        func counts(_ count: Int) throws -> Int? {
            try inspectIDX(
                IDXFixture.header(type: 0x0B, dimensions: [UInt32(count)])
                    + (0..<count).flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
            ).labelCounts?.count
        }
        #expect(try counts(1_000) == 1_000)
        #expect(try counts(1_001) == nil)
    }

    @Test("elements that are not finite are counted and left out")
    func nonFinite() throws {
        func bytes(_ values: Float...) -> [UInt8] {
            values.flatMap { value in
                [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value.bitPattern >> $0) }
            }
        }
        let idx = try inspectIDX(
            IDXFixture.header(type: 0x0D, dimensions: [5]) + bytes(.nan, 1, -.infinity, -0.0, 5))
        let statistics = try #require(idx.statistics)
        #expect(statistics.count == 5)
        #expect(statistics.nonFiniteCount == 2)
        #expect(statistics.zeroCount == 1)
        #expect(statistics.mean == 2)
        #expect(statistics.minimum == 0 && statistics.maximum == 5)
    }

    @Test("an array without elements has no statistics to speak of")
    func empty() throws {
        let statistics = try #require(
            try inspectIDX(IDXFixture.uint8(dimensions: [0, 28, 28], [])).statistics)
        #expect(statistics.count == 0)
        #expect(statistics.mean == 0 && statistics.standardDeviation == 0)
        #expect(try inspectIDX(IDXFixture.uint8(dimensions: [3, 0], [])).labelCounts == nil)
    }

    @Test("an item beyond the limit is checked, and not held in memory")
    func largeItem() throws {
        let extent = UInt32(IDXInspection.largestItem + 1)
        let plain = IDXFixture.header(dimensions: [1, extent])
        let path = try folder.write(plain, to: "large")
        // The rest of the file is a hole, which reads as zeros and takes no space.
        let handle = try FileHandle(forWritingTo: URL(filePath: path))
        try handle.truncate(atOffset: UInt64(plain.count) + UInt64(extent))
        try handle.close()
        guard case .idx(let idx) = try FileInspection(path: path).content else { return }
        #expect(idx.statistics == nil && idx.payloadSHA256 == nil && idx.labelCounts == nil)
    }

    @Test("large means do not cost the deviation its digits")
    func stability() {
        var statistics = ElementStatistics()
        for value in [1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16] { statistics.add(value) }
        #expect(statistics.mean == 1e9 + 10)
        #expect(statistics.standardDeviation == 22.5.squareRoot())
    }

    @Test("equal elements can be added at once")
    func weights() {
        var single = ElementStatistics()
        var grouped = ElementStatistics()
        for value in [2.0, 2, 2, 6, 6, 0] { single.add(value) }
        for (value, times) in [(0.0, 1), (2, 3), (6, 2), (9, 0)] {
            grouped.add(value, times: times)
        }
        #expect(grouped.mean == 3 && abs(single.mean - 3) < 1e-15)
        #expect(abs(grouped.standardDeviation - single.standardDeviation) < 1e-15)
        #expect(grouped.maximum == 6 && grouped.zeroCount == 1 && grouped.count == 6)
    }

    @Test("a model with a manifest is outlined and found usable")
    func manifest() throws {
        let inspection = try FileInspection(path: TinyModel.brightestPixel(in: folder))
        guard case .safetensors(let file) = inspection.content else {
            Issue.record("not told to be safetensors")
            return
        }
        #expect(file.problem == nil)
        #expect(file.metadata.isEmpty)
        let model = try #require(file.model)
        #expect(model.hasManifest)
        #expect(model.manifest.name == "brightest")
        #expect(model.parameterCount == 20)
        #expect(model.network?.multiplyAddsPerImage == 16)
        #expect(model.network?.outputShapes.map(\.description) == ["[4]"])
        #expect(file.tensors.map(\.info.name) == ["W1", "b1"])
        let statistics = try #require(file.tensors[0].statistics)
        #expect(abs(statistics.mean - 0.25) < 1e-15)
        #expect(statistics.zeroCount == 12)
    }

    @Test("what keeps a file from being a model is told, with the outline if there is one")
    func problems() throws {
        let weights = ("W1", [2, 3], [1, 2, .nan, 4, 5, .infinity] as [Float])
        let broken = try inspectTensors(
            SafetensorsFixture.bytes(floats: [weights, ("b1", [3], [0, 0, 0])]))
        #expect(broken.model?.parameterCount == 9)
        #expect(broken.problem?.contains("W1[0,2]") == true)
        #expect(broken.tensors[0].statistics?.nonFiniteCount == 2)
        #expect(broken.tensors[0].statistics?.mean == 3)
        let other = try inspectTensors(SafetensorsFixture.bytes(floats: [("x", [1], [1])]))
        #expect(other.model == nil)
        #expect(other.problem?.contains("cannot tell the layers") == true)
    }

    @Test("tensors longer than a chunk are measured whole")
    func chunks() throws {
        let count = 3 * 65_536 + 5
        let file = try inspectTensors(
            SafetensorsFixture.bytes(floats: [
                ("x", [count], (0..<count).map { $0 < count - 1 ? 1 : 0 })
            ]))
        let statistics = try #require(file.tensors[0].statistics)
        #expect(statistics.count == count)
        #expect(statistics.zeroCount == 1)
        #expect(statistics.finiteCount == count)
    }

    @Test("some elements of a tensor are read as all of them would be")
    func ranges() throws {
        let file = try SafetensorsFile(
            bytes: SafetensorsFixture.bytes(floats: [
                ("a", [3], [1, 2, 3]), ("b", [2, 2], [4, 5, 6, 7]),
            ]), source: "memory")
        let tensor = try #require(file["b"])
        #expect(try file.floats(of: tensor, elements: 1..<3) == [5, 6])
        #expect(try file.floats(of: tensor, elements: 4..<4) == [])
        #expect(try file.floats(of: tensor, elements: 0..<4) == (try file.floats(of: "b")))
    }

    @Test(
        "formats of data and of weights are named, whatever is asked about them",
        arguments: [
            ([0x80, 0x04, 0x95, 0, 0], "a pickle can run code"),
            ([0x50, 0x4B, 0x03, 0x04], "a zip archive"),
            ([0x89, 0x48, 0x44, 0x46, 0x0D], "an HDF5 file"),
            (Array("GGUF....".utf8), "expected version 2 or 3"),
            (Array("<!DOCTYPE html>".utf8), "looks like a web page"),
            ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "unxz"),
            (Array("{\"weight_map\": {}}".utf8), "JSON text"),
            ([0x00, 0x00, 0x08], "IDX header is cut"),
            ([0x7F, 0x45, 0x4C, 0x46], "unknown format at byte 0"),
            ([], "is empty"),
        ] as [([UInt8], String)])
    func foreign(bytes: [UInt8], words: String) throws {
        let path = try folder.write(bytes, to: "foreign")
        let error = #expect(throws: (any Error).self) { try FileInspection(path: path) }
        #expect(error.map { "\($0)" }?.hasPrefix("\(path): ") == true)
        #expect(error.map { "\($0)" }?.contains(words) == true, "\(String(describing: error))")
    }

    @Test("a file that cannot be read is told from a wrong one")
    func unreadable() {
        let error = #expect(throws: IDXError.self) { try FileInspection(path: "/nonexistent") }
        #expect(error?.isUnreadable == true)
        #expect(throws: IDXError.self) { try FileInspection(path: "/") }
    }
}
