/// Where the elements of an ONNX tensor are among the values of one example.
///
/// Transposing, reshaping and slicing change the layout and move no value; values are moved only
/// where an operator needs them in another order. Extents are as if a batch had as many examples as
/// the file says, one where it says none.
struct TensorLayout: Hashable {
    /// Elements at equal distances: `extent` of them, each `stride` values after the one before.
    struct Factor: Hashable {
        var extent: Int
        /// 0 where a value is repeated, ``batch`` for the examples of a batch.
        var stride: Int

        /// The stride of the examples of a batch, which are no values of one example.
        static let batch = Int.min
        var isBatch: Bool { stride == Self.batch }
    }

    /// For each axis its factors, the outer one first; none for an extent of 1.
    var axes: [[Factor]]
    /// The value of the first element.
    var offset = 0

    init(axes: [[Factor]], offset: Int = 0) {
        self.axes = axes.map { $0.filter { $0.extent != 1 } }
        self.offset = offset
    }

    /// Elements in row-major order, one after the other.
    init(rowMajor shape: [Int]) {
        var stride = 1
        var axes: [[Factor]] = []
        for extent in shape.reversed() {
            axes.append([Factor(extent: extent, stride: stride)])
            stride *= extent
        }
        self.init(axes: axes.reversed())
    }

    /// The extent of each axis.
    var shape: [Int] { axes.map { $0.reduce(1) { $0 * $1.extent } } }
    var rank: Int { axes.count }

    /// All factors, neighbours joined where they are one.
    private var flattened: [Factor] {
        var joined: [Factor] = []
        for factor in axes.joined() {
            if let last = joined.last, !last.isBatch, !factor.isBatch,
                last.stride == factor.stride * factor.extent
            {
                joined[joined.count - 1] = Factor(
                    extent: last.extent * factor.extent, stride: factor.stride)
            } else {
                joined.append(factor)
            }
        }
        return joined
    }

    /// The elements of one example.
    var exampleCount: Int {
        axes.joined().reduce(1) { $1.isBatch ? $0 : $0 * $1.extent }
    }

    /// Whether the elements of an example are its first values, in their order.
    var isRowMajor: Bool {
        let factors = flattened.filter { !$0.isBatch }
        return offset == 0 && (factors.isEmpty || factors.count == 1 && factors[0].stride == 1)
    }

    /// The same elements with the axes in another order.
    func transposed(_ order: [Int]) -> TensorLayout {
        TensorLayout(axes: order.map { axes[$0] }, offset: offset)
    }

    /// The same elements in another shape of as many; `nil` if they have to be moved for it.
    func reshaped(to shape: [Int]) -> TensorLayout? {
        var rest = flattened[...]
        var axes: [[Factor]] = []
        for extent in shape {
            var axis: [Factor] = []
            var missing = extent
            while missing > 1 {
                guard let next = rest.first else { return nil }
                if missing.isMultiple(of: next.extent) {
                    axis.append(next)
                    missing /= next.extent
                    rest.removeFirst()
                } else if next.extent.isMultiple(of: missing), !next.isBatch {
                    let inner = next.extent / missing
                    axis.append(Factor(extent: missing, stride: next.stride * inner))
                    rest[rest.startIndex] = Factor(extent: inner, stride: next.stride)
                    missing = 1
                } else {
                    return nil
                }
            }
            axes.append(axis)
        }
        return rest.isEmpty ? TensorLayout(axes: axes, offset: offset) : nil
    }

    /// Every `step`-th element of an axis from `start` on, `count` in all; `nil` if the axis is not one
    /// run of values.
    func sliced(_ axis: Int, start: Int, step: Int, count: Int) -> TensorLayout? {
        guard axes[axis].count <= 1, !(axes[axis].first?.isBatch ?? false) else { return nil }
        let stride = axes[axis].first?.stride ?? 0
        var sliced = self
        sliced.axes[axis] = count == 1 ? [] : [Factor(extent: count, stride: stride * step)]
        sliced.offset += start * stride
        return sliced
    }

    /// The elements repeated along axes of extent 1 and new ones in front; `nil` if they do not fit.
    func broadcast(to shape: [Int]) -> TensorLayout? {
        let added = shape.count - rank
        guard added >= 0 else { return nil }
        var result = TensorLayout(
            axes: Array(repeating: [], count: added) + axes, offset: offset)
        for (axis, (wanted, found)) in zip(shape, result.shape).enumerated() where wanted != found {
            guard found == 1 else { return nil }
            result.axes[axis] = [Factor(extent: wanted, stride: 0)]
        }
        return result
    }

    /// The value of each element of an example, in row-major order of the axes.
    func indices() -> [Int] {
        var indices = [offset]
        for factor in axes.joined() where !factor.isBatch {
            var next: [Int] = []
            next.reserveCapacity(indices.count * factor.extent)
            for index in indices {
                for place in 0..<factor.extent { next.append(index + place * factor.stride) }
            }
            indices = next
        }
        return indices
    }

    /// The layout of the same shape after all elements of an example have been put in order.
    var inOrder: TensorLayout {
        var stride = 1
        var result: [[Factor]] = []
        for axis in axes.reversed() {
            var factors: [Factor] = []
            for factor in axis.reversed() {
                if factor.isBatch {
                    factors.append(factor)
                } else {
                    factors.append(Factor(extent: factor.extent, stride: stride))
                    stride *= factor.extent
                }
            }
            result.append(factors.reversed())
        }
        return TensorLayout(axes: result.reversed())
    }
}
