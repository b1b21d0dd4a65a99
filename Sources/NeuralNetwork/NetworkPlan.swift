internal import TensorCore

/// What is left to be computed of the layers, once all is folded that can be.
///
/// First come layers of planes, which one example runs through at a time, then dense layers, which
/// a block of examples runs through together.
struct NetworkPlan: Sendable {
    /// A layer of planes: from `input` to `output`.
    struct PlaneLayer: Sendable {
        enum Operation: Sendable {
            /// A convolution; a max pooling that follows it, or its ReLU, is computed with it.
            case convolution(Conv2D, pool: MaxPool2D?)
            case maxPool(MaxPool2D)
            case averagePool(AveragePool2D)
            /// `y = fma(x, scale[c], shift[c])`.
            case affine(scale: [Float], shift: [Float])
        }

        var operation: Operation
        var activation: Activation
        var input: FeatureShape
        var output: FeatureShape
    }

    private(set) var planes: [PlaneLayer] = []
    private(set) var dense: [Dense] = []

    /// The first layer, if it is a dense one.
    var firstOfAll: Dense? { planes.isEmpty ? dense.first : nil }

    /// A map that the next dense layer takes up, and the order of the planes that it expects.
    private var pendingMap: ChannelMap?
    private var pendingOrder: FeatureShape?

    /// - Parameters:
    ///   - layers: Checked layers.
    ///   - shapes: What comes before, between and after them.
    init(_ layers: [Layer], _ shapes: [FeatureShape]) throws(NetworkError) {
        var areVectors = false
        for (index, layer) in layers.enumerated() {
            let (input, output) = (shapes[index], shapes[index + 1])
            switch layer {
            case .conv2D(let conv):
                append(.convolution(conv, pool: nil), conv.activation, input, output)
            case .maxPool2D(let pool):
                append(pool, input, output)
            case .averagePool2D(let pool):
                append(.averagePool(pool), .identity, input, output)
            case .globalAveragePool:
                let whole = AveragePool2D(window: Window2D(size: input.size))
                append(.averagePool(whole), .identity, input, output)
            case .batchNorm(let norm):
                try apply(
                    norm.map, norm.activation, to: input, at: index, areVectors: areVectors)
            case .dropout(let dropout) where dropout.scalesAtInference && dropout.rate > 0:
                let map = ChannelMap(scale: 1 - dropout.rate, channels: input.channels)
                try apply(map, .identity, to: input, at: index, areVectors: areVectors)
            case .dropout:
                break
            case .flatten(let flatten):
                areVectors = true
                if flatten.order == .channelsLast, !input.isVector, input.channels > 1 {
                    pendingOrder = input
                }
            case .dense(let dense):
                areVectors = true
                try append(dense, at: index)
            }
        }
        guard pendingMap == nil, pendingOrder == nil else {
            throw .denseExpectedAtEnd(layer: layers.count - 1)
        }
        if planes.isEmpty, dense.isEmpty {
            // Nothing to be computed: all is passed on.
            append(.affine(scale: [1], shift: [0]), .identity, shapes[0], shapes[0])
        }
    }

    private mutating func append(
        _ operation: PlaneLayer.Operation, _ activation: Activation, _ input: FeatureShape,
        _ output: FeatureShape
    ) {
        planes.append(
            PlaneLayer(
                operation: operation, activation: activation, input: input, output: output))
    }

    /// Joins a max pooling to the convolution before it, if nothing but ReLU is between and each
    /// row of sums is needed once: then few rows are kept at a time, and none is computed again.
    private mutating func append(
        _ pool: MaxPool2D, _ input: FeatureShape, _ output: FeatureShape
    ) {
        if let last = planes.last, case .convolution(let conv, nil) = last.operation,
            [.identity, .relu].contains(last.activation),
            pool.window.stride.height >= pool.window.size.height, pool.window.size.height <= 16
        {
            planes[planes.count - 1].operation = .convolution(conv, pool: pool)
            planes[planes.count - 1].output = output
        } else {
            append(.maxPool(pool), .identity, input, output)
        }
    }

    private mutating func append(_ dense: Dense, at index: Int) throws(NetworkError) {
        var folded = dense
        if let map = pendingMap { folded = folded.preceded(by: map) }
        if let shape = pendingOrder { folded = folded.takingChannelsFirst(shape) }
        (pendingMap, pendingOrder) = (nil, nil)
        guard folded.isFinite || !dense.isFinite else { throw .foldingOverflows(layer: index) }
        self.dense.append(folded)
    }

    /// Folds a map into the layer before it if no activation is between, or into the dense layer
    /// after it; planes that leave neither way open get a layer of their own.
    private mutating func apply(
        _ map: ChannelMap, _ activation: Activation, to shape: FeatureShape, at index: Int,
        areVectors: Bool
    ) throws(NetworkError) {
        if !areVectors {
            if let last = planes.last, last.activation == .identity,
                case .convolution(let conv, nil) = last.operation
            {
                let folded = conv.followed(by: map)
                guard folded.isFinite || !conv.isFinite else {
                    throw .foldingOverflows(layer: index)
                }
                planes[planes.count - 1].operation = .convolution(folded, pool: nil)
                planes[planes.count - 1].activation = activation
            } else {
                append(
                    .affine(scale: map.scale.map { Float($0) }, shift: map.shift.map { Float($0) }),
                    activation, shape, shape)
            }
        } else if pendingMap == nil, pendingOrder == nil, let last = dense.last,
            last.activation == .identity
        {
            var folded = last.followed(by: map)
            folded.activation = activation
            guard folded.isFinite || !last.isFinite else { throw .foldingOverflows(layer: index) }
            dense[dense.count - 1] = folded
        } else {
            guard activation == .identity else { throw .cannotFold(layer: index) }
            pendingMap = pendingMap?.followed(by: map) ?? map
        }
    }
}

extension Conv2D {
    fileprivate var isFinite: Bool {
        weights.elements.allFinite && bias.allFinite
    }
}
