internal import FileIO
internal import NeuralNetwork
internal import StrictJSON
internal import TensorCore
internal import WeightSources

/// Turns the arrays of a weight source into the layers that a manifest describes.
package struct TensorReader {
    private let source: AliasedWeights
    private let allowsNonFinite: Bool

    init(_ source: AliasedWeights, allowsNonFinite: Bool) {
        self.source = source
        self.allowsNonFinite = allowsNonFinite
    }

    /// The weights of a dense layer as `[inputs, outputs]`, whatever their order in the file.
    func denseWeights(_ name: String, _ order: WeightOrder) throws -> Matrix {
        let info = try tensor(name, neededBy: "the manifest")
        guard info.shape.count == 2 else {
            throw ModelError.tensorShape(
                file: source.source, tensor: displayName(name),
                expected: "rank 2, the weights of a dense layer", found: info.shape)
        }
        let stored = Matrix(
            rows: info.shape[0], columns: info.shape[1], elements: try values(info))
        return order == .inputOutput ? stored : stored.transposed()
    }

    /// The weights of a convolution as `[M, C · kh · kw]`, and the size of its window.
    func convolutionWeights(
        _ name: String, _ order: ConvolutionOrder
    ) throws -> (Matrix, Size2D) {
        let info = try tensor(name, neededBy: "the manifest")
        let shape = info.shape
        guard shape.count == 4, !shape.contains(0) else {
            throw ModelError.tensorShape(
                file: source.source, tensor: displayName(name),
                expected: "four axes of 1 or more, as weights of a convolution have", found: shape)
        }
        let stored = try values(info)
        switch order {
        case .outputInput:
            return (
                Matrix(rows: shape[0], columns: stored.count / shape[0], elements: stored),
                Size2D(height: shape[2], width: shape[3])
            )
        case .inputOutput:
            // [kh · kw, C, M] becomes [M, C, kh · kw].
            let (area, channels, outputs) = (shape[0] * shape[1], shape[2], shape[3])
            var elements: [Float] = []
            elements.reserveCapacity(stored.count)
            for m in 0..<outputs {
                for c in 0..<channels {
                    for place in 0..<area {
                        elements.append(stored[(place * channels + c) * outputs + m])
                    }
                }
            }
            return (
                Matrix(rows: outputs, columns: channels * area, elements: elements),
                Size2D(height: shape[0], width: shape[1])
            )
        case .outputSpaceInput:
            // [M, kh · kw, C] becomes [M, C, kh · kw].
            let (outputs, area, channels) = (shape[0], shape[1] * shape[2], shape[3])
            var elements: [Float] = []
            elements.reserveCapacity(stored.count)
            for m in 0..<outputs {
                for c in 0..<channels {
                    for place in 0..<area {
                        elements.append(stored[(m * area + place) * channels + c])
                    }
                }
            }
            return (
                Matrix(rows: outputs, columns: channels * area, elements: elements),
                Size2D(height: shape[1], width: shape[2])
            )
        }
    }

    /// A bias, which has one value for each of so many outputs.
    func bias(_ name: String, of weight: String, _ outputs: Int) throws -> [Float] {
        let info = try tensor(name, neededBy: displayName(weight))
        guard info.isVector, info.elementCount == outputs else {
            throw ModelError.tensorShape(
                file: source.source, tensor: displayName(name),
                expected: "[\(outputs)], one bias per output of " + displayName(weight),
                found: info.shape)
        }
        return try values(info)
    }

    /// Weights of eight bits, outputs first, and their shape.
    func quantizedWeights(_ name: String, rank: Int) throws -> ([Int8], [Int]) {
        let info = try tensor(name, neededBy: "the manifest")
        guard info.shape.count == rank, !info.shape.contains(0), info.type == .other("I8") else {
            throw ModelError.tensorShape(
                file: source.source, tensor: displayName(name),
                expected: "I8 of \(rank) axes of 1 or more, as weights of a quantized layer have",
                found: info.shape)
        }
        let bytes = try source.bytes(of: info, elements: 0..<info.elementCount)
        return (bytes.map { Int8(bitPattern: $0) }, info.shape)
    }

    /// A tensor of one value per channel.
    func vector(_ name: String, neededBy user: String, count: Int?) throws -> [Float] {
        let info = try tensor(name, neededBy: user)
        guard info.shape.count == 1, info.shape[0] == count ?? info.shape[0], info.shape[0] > 0
        else {
            throw ModelError.tensorShape(
                file: source.source, tensor: displayName(name),
                expected: count.map { "[\($0)]" } ?? "one axis of 1 or more"
                    + ", one value per channel", found: info.shape)
        }
        return try values(info)
    }

    /// Scores of prediction sets: F32, ascending, 0…1.
    func conformalScores(_ name: String) throws -> [Float] {
        let info = try tensor(name, neededBy: "the manifest's key conformal")
        guard info.shape.count == 1, info.elementCount >= Self.fewestScores, info.type == .f32
        else {
            throw ModelError.conformal(
                file: source.source, tensor: displayName(name),
                reason: "expected F32 of one axis, \(Self.fewestScores) scores or more, found "
                    + "\("\(info.type)".uppercased()) \(info.shape)")
        }
        let scores = try source.floats(of: info)
        for (index, score) in scores.enumerated() {
            let least = index == 0 ? 0 : scores[index - 1]
            guard (least...1).contains(score) else {
                throw ModelError.conformal(
                    file: source.source, tensor: displayName(name),
                    reason: "expected scores of 0 to 1 that do not fall, found \(score) at "
                        + "\(index)" + (index == 0 ? "" : " after \(least)"))
            }
        }
        return scores
    }

    /// With fewer scores a prediction set would say hardly anything.
    private static let fewestScores = 100

    /// The tensors that are none of those named.
    func unused(_ names: [String]) -> [WeightTensor] {
        let used = Set(names.map { source.storedName($0) ?? $0 })
        return source.weights.filter {
            // A counter of PyTorch's batch normalization, which only training reads.
            !used.contains($0.name) && !$0.name.hasSuffix(".num_batches_tracked")
        }
    }

    private func tensor(_ name: String, neededBy user: String) throws(ModelError) -> WeightTensor {
        guard let info = source.weight(named: name) else {
            throw .missingTensor(file: source.source, tensor: displayName(name), neededBy: user)
        }
        return info
    }

    private func values(_ info: WeightTensor) throws -> [Float] {
        let values = try source.floats(of: info)
        if !allowsNonFinite, !values.allFinite,
            let index = values.firstIndex(where: { !$0.isFinite })
        {
            throw ModelError.nonFinite(
                file: source.source, tensor: displayName(info.name),
                position: info.position(of: index), value: "\(values[index])")
        }
        return values
    }
}
