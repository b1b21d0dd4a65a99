import Foundation
import TestSupport
import Testing

import ONNX

/// Elements of tensors in files beside the model.
struct ExternalDataTests {
    private func external(_ location: String, offset: String? = nil, length: String? = nil)
        -> [UInt8]
    {
        model(graph: { graph in
            graph.message(
                5,
                tensor("w", dims: [2]) { writer in
                    for (key, value) in [
                        ("location", location), ("offset", offset), ("length", length),
                    ] {
                        guard let value else { continue }
                        writer.message(13) { entry in
                            entry.text(1, key)
                            entry.text(2, value)
                        }
                    }
                    writer.integer(14, 1)
                })
        })
    }

    private func read(_ bytes: [UInt8], in folder: TemporaryFolder) throws -> ONNXModel {
        let path = folder.path("net.onnx")
        try Data(bytes).write(to: URL(filePath: path))
        return try ONNXModel(path: path)
    }

    private func folder() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        // 0, 1.5 and -2.
        try folder.write([0, 0, 0, 0, 0, 0, 0xC0, 0x3F, 0, 0, 0, 0xC0], to: "w.bin")
        return folder
    }

    @Test func elementsAreReadFromTheFile() throws {
        let folder = try folder()
        let model = try read(external("w.bin", offset: "4", length: "8"), in: folder)
        #expect(try model.graph.initializers["w"]?.floats() == [1.5, -2])
    }

    @Test(arguments: ["../w.bin", "/etc/passwd", "a/b", "", ".", "..", "a\\b", "w.bin\0"])
    func onlyPlainNamesAreOpened(_ name: String) throws {
        let folder = try folder()
        let error = try #require(throws: ONNXError.self) {
            try read(external(name), in: folder)
        }
        #expect(error.description.contains("expected a plain name of a file in the same folder"))
    }

    @Test func linksAreRefused() throws {
        let folder = try folder()
        let files = FileManager.default
        try files.createSymbolicLink(
            atPath: folder.path("s.bin"), withDestinationPath: folder.path("w.bin"))
        #expect(
            try #require(throws: ONNXError.self) { try read(external("s.bin"), in: folder) }
                .description.contains("s.bin, which is a symbolic link; expected a regular file"))
        try files.linkItem(atPath: folder.path("w.bin"), toPath: folder.path("h.bin"))
        #expect(
            try #require(throws: ONNXError.self) { try read(external("h.bin"), in: folder) }
                .description.contains("h.bin, which is a file of 2 names"))
    }

    @Test func aMissingFileIsNamed() throws {
        let error = try #require(throws: ONNXError.self) {
            try read(external("net.onnx.data"), in: folder())
        }
        #expect(
            error.description.hasSuffix(
                "tensor w: its elements are in a file of their own, net.onnx.data, which cannot be "
                    + "opened: no such file or directory; the file belongs beside the model, as it "
                    + "was saved"))
    }

    @Test(arguments: [
        ("13", "0", "expected an offset within the 12 bytes of w.bin, found 13"),
        ("8", "8", "expected at most 4 bytes from byte 8 of w.bin, found 8"),
        ("0", "4", "expected 8 bytes for 2 elements of type float, found 4 in w.bin"),
        ("-1", "8", "expected a whole number as offset in external_data, found -1"),
        ("99999999999999999999", "8", "expected a whole number as offset"),
    ])
    func rangesLieWithinTheFile(_ offset: String, _ length: String, _ sentence: String) throws {
        let error = try #require(throws: ONNXError.self) {
            try read(external("w.bin", offset: offset, length: length), in: folder())
        }
        #expect(error.description.contains(sentence), "\(error)")
    }
}
