import Foundation
import TestSupport

/// An IDX file: type code, dimensions, and elements as they stand in the file.
func idx(type: UInt8 = 0x08, _ dimensions: [Int], _ elements: [UInt8]) -> [UInt8] {
    [0, 0, type, UInt8(dimensions.count)]
        + dimensions.flatMap { extent in
            [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: extent >> $0) }
        } + elements
}

/// A safetensors file of F32 tensors in the order given.
///
/// - Parameter metadata: The JSON text of `__metadata__`, such as `{"made": "by hand"}`.
func safetensors(
    _ tensors: [(name: String, shape: [Int], values: [Float])], metadata: String? = nil
) -> [UInt8] {
    var entries = metadata.map { ["\"__metadata__\":\($0)"] } ?? []
    var data: [UInt8] = []
    for (name, shape, values) in tensors {
        let begin = data.count
        for value in values {
            data += [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: value.bitPattern >> $0) }
        }
        entries.append(
            """
            "\(name)":{"dtype":"F32","shape":\(shape),"data_offsets":[\(begin),\(data.count)]}
            """)
    }
    let header = Array("{\(entries.joined(separator: ","))}".utf8)
    return [0, 8, 16, 24, 32, 40, 48, 56].map { UInt8(truncatingIfNeeded: header.count >> $0) }
        + header + data
}

/// A data set of 2 × 2 images, and a network that answers with the brightest pixel.
///
/// The answers can be worked out by eye: the weights are the identity, so the logits are the
/// pixels, divided by 255 or not, and the class is the position of the largest.
struct TinyData {
    let temporary: TemporaryFolder
    let images: String
    let labels: String
    let model: String

    /// The last image shows class 1 and is labeled 2.
    static let pixels: [UInt8] = [
        255, 0, 0, 0, 0, 255, 0, 0, 0, 0, 255, 0, 0, 0, 0, 255, 200, 100, 0, 0, 0, 60, 40, 0,
    ]
    static let labels: [UInt8] = [0, 1, 2, 3, 0, 2]

    init() throws {
        temporary = try TemporaryFolder()
        images = try temporary.write(idx([6, 2, 2], Self.pixels), to: "images.idx")
        labels = try temporary.write(idx([6], Self.labels), to: "labels.idx")
        let identity: [Float] = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]
        model = try temporary.write(
            safetensors([("W1", [4, 4], identity), ("b1", [4], [0, 0, 0, 0])]),
            to: "model.safetensors")
    }

    /// Runs a command on the three files.
    func run(
        _ command: String, _ arguments: String..., environment: [String: String] = [:],
        output: String? = nil
    ) throws -> CommandResult {
        let files = [
            "--images", images, "--labels", labels, "--model", model,
            "--weight-order", "input-output", "--mean", "0",
        ]
        // The folder is removed with the last use of `self`, which must not be before the run.
        return try withExtendedLifetime(temporary) {
            try CommandTests.run(
                [command] + files + arguments, environment: environment, output: output)
        }
    }
}
