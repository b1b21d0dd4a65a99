import Foundation
import Safetensors
import Testing

/// A file written by the reference implementation.
///
/// It is version 0.8.0, called from Python:
///
///     import ml_dtypes, numpy as np
///     from safetensors.numpy import save_file
///     save_file({
///         "W1": np.array([[1.0, -2.0, 0.5], [3.25, 0.0, -0.0]], dtype=np.float32),
///         "b1": np.array([0.1, 1e-40, 3.4028235e38], dtype=np.float32),
///         "half": np.array([1.0, -65504.0, 5.960464477539063e-08], dtype=np.float16),
///         "brain": np.array([1.0, -3.140625], dtype=ml_dtypes.bfloat16),
///         "double": np.array(np.pi, dtype=np.float64),
///         "empty": np.zeros((2, 0), dtype=np.float32),
///         "labels": np.array([0, 9], dtype=np.uint8),
///     }, "reference.safetensors", metadata={"made by": "safetensors 0.8.0"})
@Suite("A file of the reference implementation")
struct GoldenFileTests {
    private let path: String
    private let file: SafetensorsFile

    init() throws {
        path = try #require(
            Bundle.module.path(
                forResource: "reference", ofType: "safetensors", inDirectory: "Fixtures"))
        file = try SafetensorsFile(path: path)
    }

    @Test("tensors are listed in the order of their data, with type, shape and place")
    func lists() {
        #expect(file.source == path)
        #expect(file.metadata == ["made by": "safetensors 0.8.0"])
        #expect(file.dataStart == 464)
        #expect(
            file.tensors.map(\.name) == ["double", "W1", "b1", "empty", "brain", "half", "labels"])
        #expect(file.tensors.map(\.dtype) == [.f64, .f32, .f32, .f32, .bf16, .f16, .u8])
        #expect(file.tensors.map(\.shape) == [[], [2, 3], [3], [2, 0], [2], [3], [2]])
        #expect(file.tensors.map(\.elementCount) == [1, 6, 3, 0, 2, 3, 2])
        #expect(
            file.tensors.map(\.byteRange)
                == [0..<8, 8..<32, 32..<44, 44..<44, 44..<48, 48..<54, 54..<56])
        #expect(file["half"] == file.tensors[5])
        #expect(file["W2"] == nil)
    }

    @Test("elements have the values that were written")
    func reads() throws {
        #expect(try file.floats(of: "W1") == [1, -2, 0.5, 3.25, 0, 0])
        #expect(try file.floats(of: "W1")[5].sign == .minus)
        // The nearest Float to 1e-40 is the 71,362nd multiple of the smallest, 2^-149.
        let tiny = 71_362 * Float.leastNonzeroMagnitude
        #expect(try file.floats(of: "b1") == [0.1, tiny, .greatestFiniteMagnitude])
        #expect(try file.floats(of: "half") == [1, -65504, 0x1p-24])
        #expect(try file.floats(of: "brain") == [1, -3.140625])
        #expect(try file.floats(of: "double") == [3.1415927])
        #expect(try file.floats(of: "empty") == [])
        #expect(try file.bytes(of: "labels") == [0, 9])
        #expect(try file.bytes(of: "brain") == [0x80, 0x3F, 0x49, 0xC0])
    }

    @Test("the same is read from memory")
    func readsMemory() throws {
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
        let copy = try SafetensorsFile(bytes: bytes, source: "memory")
        #expect(copy.tensors == file.tensors)
        #expect(copy.metadata == file.metadata)
        for tensor in file.tensors {
            #expect(try copy.bytes(of: tensor) == file.bytes(of: tensor))
        }
        #expect(try copy.floats(of: "W1") == file.floats(of: "W1"))
    }

    @Test("the writer gives the reference implementation's bytes, in whatever order it is asked")
    func writes() throws {
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
        let tensors = try file.tensors.map {
            TensorData(
                name: $0.name, dtype: $0.dtype, shape: $0.shape, bytes: try file.bytes(of: $0))
        }
        for order in [tensors, tensors.reversed()] {
            #expect(try SafetensorsFile.serialize(order, metadata: file.metadata) == bytes)
        }
        let fromNumbers: [TensorData] = try file.tensors.map {
            guard $0.dtype.holdsFloats, $0.dtype != .f64 else {
                return TensorData(
                    name: $0.name, dtype: $0.dtype, shape: $0.shape, bytes: try file.bytes(of: $0))
            }
            return TensorData(
                name: $0.name, dtype: $0.dtype, shape: $0.shape, floats: try file.floats(of: $0))
        }
        #expect(try SafetensorsFile.serialize(fromNumbers, metadata: file.metadata) == bytes)
    }

    @Test("a file cut at any byte is refused")
    func everyCut() throws {
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
        for count in bytes.indices {
            #expect(throws: SafetensorsError.self) {
                try SafetensorsFile(bytes: Array(bytes[..<count]), source: "cut")
            }
        }
    }

    @Test("with any bit of the header flipped a file is refused, or read without going astray")
    func everyFlip() throws {
        let original = [UInt8](try Data(contentsOf: URL(filePath: path)))
        for index in 0..<file.dataStart {
            for bit in 0..<8 {
                var bytes = original
                bytes[index] ^= 1 << bit
                guard let read = try? SafetensorsFile(bytes: bytes, source: "flipped") else {
                    continue
                }
                let sizes = try read.tensors.map { try read.bytes(of: $0).count }
                #expect(sizes.reduce(0, +) == 56)
                for tensor in read.tensors where tensor.dtype.holdsFloats {
                    #expect(try read.floats(of: tensor).count == tensor.elementCount)
                }
            }
        }
    }
}
