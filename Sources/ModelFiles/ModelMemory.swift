internal import FileIO
internal import TensorCore
internal import WeightSources

/// What the tensors of a model will take, known before any weight is read.
struct ModelMemory {
    /// The elements of all tensors in the file.
    private var stored = 0
    /// The elements that layers read; a tensor that two layers read counts twice.
    private var used = 0
    /// The same, packed for the kernels.
    private var packed = 0

    /// Sums stop here, so that they do not overflow.
    private static let most = 1 << 56
    /// Small tensors may be shared by as many layers as there can be.
    private static let freeUses = 1 << 20

    init(_ names: [String], _ source: any WeightSource) {
        for tensor in source.weights { Self.add(tensor.elementCount, to: &stored) }
        for name in names {
            guard let tensor = source.weight(named: name) else { continue }
            Self.add(tensor.elementCount, to: &used)
            Self.add(tensor.packedCount, to: &packed)
        }
    }

    /// Refuses a file whose tensors are read over and over, so that a small file would make a huge
    /// model, and one whose weights do not fit in memory: as they are read, in the order of the
    /// network, packed for pixels, and packed for floats.
    func check(file: String) throws {
        let limit = 4 * stored + Self.freeUses
        guard used <= limit else {
            throw ModelError.tooManyUses(file: file, limit: limit, found: used)
        }
        let byteCount = 2 * (used + packed) * MemoryLayout<Float>.stride
        try requireMemory(byteCount, for: file)
    }

    private static func add(_ count: Int, to sum: inout Int) {
        sum = min(sum + min(count, most), most)
    }
}

extension WeightTensor {
    /// The elements of a matrix, packed: outputs count in whole panels.
    ///
    /// Which axis is that of the outputs, the first or the last, is not known yet; the larger result
    /// counts.
    fileprivate var packedCount: Int {
        guard shape.count > 1, elementCount > 0, let first = shape.first, let last = shape.last
        else { return elementCount }
        return [first, last].map { outputs in
            let panels = (outputs + Kernels.panelWidth - 1) / Kernels.panelWidth
            return (elementCount / outputs).multipliedReportingOverflow(
                by: panels * Kernels.panelWidth)
        }.map { $0.overflow ? .max : $0.partialValue }.max() ?? elementCount
    }
}
