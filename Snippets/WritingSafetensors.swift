// A tensor written to a file and read back.

import Foundation
// snippet.round-trip
import Safetensors

// snippet.hide
let path = FileManager.default.temporaryDirectory
    .appending(path: "snippet-\(UUID()).safetensors").path
// snippet.show
try SafetensorsFile.write(
    [TensorData(name: "W1", shape: [2, 3], floats: [1, 2, 3, 4, 5, 6])],
    metadata: ["license": "MIT"], to: path)

let file = try SafetensorsFile(path: path)
for tensor in file.tensors {
    print(tensor.name, tensor.dtype.rawValue, tensor.shape)
}
// W1 F32 [2, 3]
print(try file.floats(of: "W1"))  // [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
// snippet.end
try FileManager.default.removeItem(atPath: path)
