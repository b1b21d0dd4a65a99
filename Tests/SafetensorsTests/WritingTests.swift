import FileIO
import Foundation
import Safetensors
import TestSupport
import Testing

@Suite("Writing safetensors files")
struct WritingTests {
    @Test("the bytes are those worked out by hand")
    func byHand() throws {
        let bytes = try SafetensorsFile.serialize(
            [
                TensorData(name: "b", shape: [2], floats: [1, -2]),
                TensorData(name: "a", dtype: .u8, shape: [3], bytes: [7, 8, 9]),
            ],
            metadata: ["z": "1", "\"": "\n"])
        let header =
            #"{"__metadata__":{"\"":"\n","z":"1"},"#
            + #""b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"#
            + #""a":{"dtype":"U8","shape":[3],"data_offsets":[8,11]}}"#
        // Two spaces fill 142 characters up to 144 = 0x90, the next multiple of 8.
        #expect(header.utf8.count == 142)
        let data: [UInt8] = [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0, 7, 8, 9]
        #expect(bytes == [0x90, 0, 0, 0, 0, 0, 0, 0] + Array(header.utf8) + [0x20, 0x20] + data)
    }

    @Test("a file without tensors is the least there is")
    func empty() throws {
        let bytes = try SafetensorsFile.serialize([])
        #expect(bytes == [8, 0, 0, 0, 0, 0, 0, 0] + Array("{}      ".utf8))
        let file = try SafetensorsFile(bytes: bytes, source: "f")
        #expect(file.tensors.isEmpty && file.metadata.isEmpty)
    }

    @Test("numbers, names and metadata of any kind are read back as they were")
    func roundTrip() throws {
        let names = [
            "", "\0", "../x", "\u{1B}[31m", "é", "e\u{301}", "😀",
            String(repeating: "n", count: 999),
        ]
        let metadata = ["": "", "manifest": #"{"a":[1,2]}"#, "\u{202E}": "\u{7F}\u{2028}"]
        let values: [Float] = [1.5, -0.25, .infinity, 0x1p-24]
        let tensors = names.flatMap { name in
            [DType.f32, .f16, .bf16, .f64].map {
                TensorData(name: name + $0.rawValue, dtype: $0, shape: [2, 2], floats: values)
            }
        }
        let file = try SafetensorsFile(
            bytes: try SafetensorsFile.serialize(tensors, metadata: metadata), source: "f")
        #expect(file.metadata == metadata)
        #expect(file.dataStart % 8 == 0)
        for tensor in tensors {
            #expect(file[tensor.name]?.dtype == tensor.dtype)
            #expect(try file.floats(of: tensor.name) == values)
        }
    }

    @Test("tensors that contradict themselves or one another are refused")
    func refuses() {
        func error(_ tensors: TensorData...) -> SafetensorsError? {
            do {
                _ = try SafetensorsFile.serialize(tensors, source: "out")
                return nil
            } catch {
                return error
            }
        }
        let tensor = TensorData(name: "a", shape: [1], floats: [1])
        #expect(error(tensor, tensor) == .duplicateTensor(file: "out", tensor: "a"))
        #expect(
            error(TensorData(name: "a", shape: [2, 2], floats: [1]))
                == .wrongSize(file: "out", tensor: "a", expectedBytes: 16, foundBytes: 4))
        #expect(
            error(TensorData(name: "a", dtype: .f4, shape: [1], bytes: [1]))
                == .partialByte(file: "out", tensor: "a", bits: 4))
        #expect(
            error(TensorData(name: "a", dtype: .u8, shape: [1], floats: [1]))
                == .unsupportedType(file: "out", tensor: "a", dtype: .u8))
        #expect(
            error(TensorData(name: "a", shape: [-1], floats: [1]))
                == .sizeOverflow(file: "out", tensor: "a", shape: [-1]))
        #expect(
            error(TensorData(name: "__metadata__", shape: [1], floats: [1]))
                == .reservedName(file: "out"))
    }

    @Test("a file on disk is replaced whole, or left as it was")
    func onDisk() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("w.safetensors")
        try SafetensorsFile.write([TensorData(name: "a", shape: [2], floats: [1, 2])], to: path)
        let file = try SafetensorsFile(path: path)
        #expect(try file.floats(of: "a") == [1, 2])

        #expect(throws: SafetensorsError.self) {
            try SafetensorsFile.write([TensorData(name: "a", shape: [2], floats: [])], to: path)
        }
        #expect(try SafetensorsFile(path: path).floats(of: "a") == [1, 2])
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).count == 1)

        let missing = folder.path("none/w.safetensors")
        let unwritable = SafetensorsError.unwritable(
            file: missing, reason: "cannot be created: no such file or directory")
        #expect(throws: unwritable) { try SafetensorsFile.write([], to: missing) }
        #expect(!unwritable.isUnreadable)
    }
}
