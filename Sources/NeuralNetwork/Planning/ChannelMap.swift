internal import TensorCore

/// A factor and a shift per channel, `y = x · scale + shift`, in `Double` until it is rounded into
/// weights.
struct ChannelMap {
    var scale: [Double]
    var shift: [Double]

    /// The same factor for all channels.
    init(scale: Double, channels: Int) {
        self.scale = Array(repeating: scale, count: channels)
        shift = Array(repeating: 0, count: channels)
    }

    init(scale: [Double], shift: [Double]) {
        self.scale = scale
        self.shift = shift
    }

    /// Whether all numbers are finite as `Float`.
    var isFinite: Bool { (scale + shift).allSatisfy { Float($0).isFinite } }

    /// This map and then another one.
    func followed(by next: ChannelMap) -> ChannelMap {
        ChannelMap(
            scale: scale.indices.map { scale[$0] * next.scale[$0] },
            shift: shift.indices.map { shift[$0] * next.scale[$0] + next.shift[$0] })
    }

    func callAsFunction(_ bias: [Float]) -> [Float] {
        bias.indices.map { Float(Double(bias[$0]) * scale[$0] + shift[$0]) }
    }
}

extension Conv2D {
    /// This layer with a map of its sums after it, rounded once.
    func followed(by map: ChannelMap) -> Conv2D {
        var folded = self
        let columns = weights.columns
        folded.weights = Matrix(
            rows: weights.rows, columns: columns,
            elements: weights.elements.indices.map {
                Float(Double(weights.elements[$0]) * map.scale[$0 / columns])
            })
        folded.bias = map(bias)
        return folded
    }
}

extension Dense {
    /// This layer with a map of its sums after it, rounded once.
    func followed(by map: ChannelMap) -> Dense {
        var folded = self
        folded.weights = Matrix(
            rows: weights.rows, columns: weights.columns,
            elements: weights.elements.indices.map {
                Float(Double(weights.elements[$0]) * map.scale[$0 % weights.columns])
            })
        folded.bias = map(bias)
        return folded
    }

    /// This layer with a map of its inputs before it, rounded once: `w'[k, m] = w[k, m] · scale[k]`
    /// and `b'[m] = b[m] + Σ shift[k] · w[k, m]`, k ascending.
    func preceded(by map: ChannelMap) -> Dense {
        var folded = self
        Kernels.fold(
            scale: map.scale, shift: map.shift, into: &folded.weights, bias: &folded.bias)
        return folded
    }

    /// The layer that takes feature maps `[C, H, W]` where this one takes them as `[H, W, C]`.
    func takingChannelsFirst(_ shape: FeatureShape) -> Dense {
        var permuted = self
        let area = shape.size.area
        permuted.weights = Matrix(
            (0..<inputCount).map { k in
                let (channel, place) = k.quotientAndRemainder(dividingBy: area)
                return weights.row(place * shape.channels + channel)
            })
        return permuted
    }
}
