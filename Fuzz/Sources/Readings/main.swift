// Says what the package's readers make of files, so that a script can compare it with what others
// make of them: `tools/ci/differential`.
//
// Each line on standard input is a kind, idx, safetensors or picture, a space and a path. The answer
// is a line `ok COUNT` and that many bytes, or a line `refused SENTENCE`.

import Foundation
import IDX
import PictureDecoding
import Safetensors

/// The type and extents on a line, then the elements as the file has them.
func readIDX(_ path: String) throws -> [UInt8] {
    let array = try IDXArray(path: path, byteLimit: 1 << 26)
    let extents = array.header.dimensions.map(String.init).joined(separator: ",")
    return Array("\(array.header.elementType) \(extents)\n".utf8) + array.bytes
}

/// Each metadata key with its value, then each tensor, in the order of their bytes.
func readSafetensors(_ path: String) throws -> [UInt8] {
    let file = try SafetensorsFile(path: path)
    var content: [UInt8] = []
    func append(_ text: String) { content += Array("\(text.utf8.count) \(text)\n".utf8) }
    for (key, value) in file.metadata.sorted(by: { precedes($0.key, $1.key) }) {
        append(key)
        append(value)
    }
    for tensor in file.tensors.sorted(by: { precedes($0.name, $1.name) }) {
        append(tensor.name)
        append("\(tensor.dtype.rawValue) \(tensor.shape.map(String.init).joined(separator: ","))")
        content += try file.bytes(of: tensor)
    }
    return content
}

func precedes(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
}

/// Width, height, whether there is opacity, and bits per sample on a line, then luma and opacity.
func readPicture(_ path: String) throws -> [UInt8] {
    let picture = try Picture(path: path)
    let line =
        "\(picture.luma.width) \(picture.luma.height) \(picture.alpha == nil ? 0 : 1) "
        + "\(picture.storage.bitDepth)\n"
    return Array(line.utf8) + picture.luma.pixels + (picture.alpha ?? [])
}

while let line = readLine() {
    let words = line.split(separator: " ", maxSplits: 1).map(String.init)
    guard words.count == 2 else { exit(64) }
    var answer: Data
    do {
        let content =
            switch words[0] {
            case "idx": try readIDX(words[1])
            case "safetensors": try readSafetensors(words[1])
            default: try readPicture(words[1])
            }
        answer = Data("ok \(content.count)\n".utf8) + Data(content)
    } catch {
        answer = Data("refused \(error)\n".utf8)
    }
    FileHandle.standardOutput.write(answer)
}
