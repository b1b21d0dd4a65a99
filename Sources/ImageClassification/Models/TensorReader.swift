internal import NeuralNetwork
internal import Safetensors
internal import StrictJSON
internal import TensorCore

/// Turns the tensors of a file into the layers that a manifest describes.
struct TensorReader {
    private let file: SafetensorsFile
    private let allowsNonFinite: Bool

    init(_ file: SafetensorsFile, allowsNonFinite: Bool) {
        self.file = file
        self.allowsNonFinite = allowsNonFinite
    }

    /// Reads the weights of one layer, `[inputs, outputs]` whatever their order in the file.
    func layer(_ layer: ManifestLayer) throws -> Layer {
        switch layer {
        case .dense(let weightName, let biasName, let order, let activation):
            let info = try tensor(weightName, neededBy: "the manifest")
            guard info.shape.count == 2 else {
                throw ModelError.tensorShape(
                    file: file.source, tensor: printable(weightName),
                    expected: "rank 2, the weights of a dense layer", found: info.shape)
            }
            let stored = Matrix(
                rows: info.shape[0], columns: info.shape[1], elements: try values(info))
            let weights = order == .inputOutput ? stored : stored.transposed()
            let bias = try biasName.map { name in
                let info = try tensor(name, neededBy: printable(weightName))
                guard info.shape == [weights.columns] else {
                    throw ModelError.tensorShape(
                        file: file.source, tensor: printable(name),
                        expected: "[\(weights.columns)], one bias per output of "
                            + printable(weightName),
                        found: info.shape)
                }
                return try values(info)
            }
            return .dense(Dense(weights: weights, bias: bias, activation: activation))
        }
    }

    /// Refuses a file that holds tensors which no layer reads: something was misunderstood.
    func refuseUnused(_ layers: [ManifestLayer]) throws(ModelError) {
        let used = Set(layers.flatMap(\.tensorNames))
        let unused = file.tensors.map(\.name).filter { !used.contains($0) }
        guard unused.isEmpty else {
            throw .unusedTensors(file: file.source, tensors: unused.map(printable))
        }
    }

    private func tensor(_ name: String, neededBy user: String) throws(ModelError) -> TensorInfo {
        guard let info = file[name] else {
            throw .missingTensor(file: file.source, tensor: printable(name), neededBy: user)
        }
        return info
    }

    private func values(_ info: TensorInfo) throws -> [Float] {
        let values = try file.floats(of: info)
        if !allowsNonFinite, let index = values.firstIndex(where: { !$0.isFinite }) {
            throw ModelError.nonFinite(
                file: file.source, tensor: printable(info.name),
                position: info.position(of: index), value: "\(values[index])")
        }
        return values
    }
}

extension TensorInfo {
    /// The position along each axis of the element at `index` in row-major order.
    func position(of index: Int) -> [Int] {
        var rest = index
        return Array(
            shape.reversed().map { extent in
                defer { rest /= extent }
                return rest % extent
            }.reversed())
    }
}

/// A name from a file in a form that a terminal can show.
func printable(_ name: String) -> String { displayName(name) }
