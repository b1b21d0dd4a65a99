import Foundation
import Safetensors
import Testing

@Suite("The article Safetensors")
struct SafetensorsTests {
    @Test("a file is written and read as shown")
    func article() throws {
        let print = Printout()
        let path = FileManager.default.temporaryDirectory
            .appending(path: "documentation-\(UUID()).safetensors").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try SafetensorsFile.write(
            [TensorData(name: "W1", shape: [2, 3], floats: [1, 2, 3, 4, 5, 6])],
            metadata: ["license": "MIT"], to: path)

        let file = try SafetensorsFile(path: path)
        for tensor in file.tensors {
            print(tensor.name, tensor.dtype.rawValue, tensor.shape)
        }
        // W1 F32 [2, 3]
        print(try file.floats(of: "W1"))  // [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]

        try print.check("Safetensors")
    }
}
