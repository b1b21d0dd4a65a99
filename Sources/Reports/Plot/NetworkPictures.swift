public import ImageClassification
internal import NeuralNetwork

/// Pictures of a network: what its layers have learned, or what they make of an image.
public struct NetworkPictures {
    /// Numbers as an image, of one unit or of one feature map.
    struct Picture {
        let title: String
        let width: Int
        /// Row by row.
        let values: [Double]

        var height: Int { width > 0 ? (values.count + width - 1) / width : 0 }
    }

    /// The pictures of a layer, which have one scale.
    struct Section {
        let title: String
        let pictures: [Picture]
        /// How many units or feature maps the layer has.
        let count: Int

        /// The largest magnitude among the values.
        var largest: Double {
            pictures.reduce(0) { max($0, $1.values.reduce(0) { max($0, $1.magnitude) }) }
        }
    }

    let title: String
    let sections: [Section]

    /// The most units or feature maps of a layer that are drawn.
    public static let limit = 64
}

// MARK: - Weights

extension NetworkPictures {
    /// Draws the weights of a layer, a picture for each unit of a dense layer or each window of a
    /// convolution.
    ///
    /// Weights from the pixels of an image lie as these do; others lie in rows.
    ///
    /// - Parameters:
    ///   - model: The network.
    ///   - layer: The layer, from 1 as in the report of an inspection.
    ///   - units: Which outputs of the layer to draw, from 0; at most ``limit``.
    /// - Throws: ``PlotError`` if there is no such layer or unit, or the layer has no weights.
    public init(
        weightsOf model: Model, layer: Int = 1, units: ClosedRange<Int>? = nil
    ) throws(PlotError) {
        let layers = model.network.layers
        guard layer >= 1, layer <= layers.count else {
            throw .noSuchLayer(layer, count: layers.count)
        }
        let (rows, width): ([[Float]], Int)
        switch layers[layer - 1] {
        case let dense as Dense:
            rows = (0..<dense.outputCount).map { unit in
                (0..<dense.inputCount).map { dense.weights[$0, unit] }
            }
            let input = model.network.shapes[0]
            width =
                layer == 1 && !input.isVector ? input.size.width : Self.width(of: dense.inputCount)
        case let convolution as Conv2D:
            rows = (0..<convolution.weights.rows).map { Array(convolution.weights.row($0)) }
            width = convolution.window.size.width
        default:
            throw .noWeights(layer: layer, type: Self.name(of: layers[layer - 1]))
        }
        let drawn = units ?? 0...(min(rows.count, Self.limit) - 1)
        for unit in [drawn.lowerBound, drawn.upperBound] where !rows.indices.contains(unit) {
            throw .noSuchUnit(unit, layer: layer, count: rows.count)
        }
        guard drawn.count <= Self.limit else { throw .tooManyUnits(drawn.count) }
        title =
            "\(model.manifest.name): weights of layer \(layer), \(Self.name(of: layers[layer - 1]))"
        sections = [
            Section(
                title: "layer \(layer)",
                pictures: drawn.map {
                    Picture(title: "\($0)", width: width, values: rows[$0].map(Double.init))
                }, count: rows.count)
        ]
    }
}

// MARK: - Activations

extension NetworkPictures {
    /// Draws what every layer makes of an image.
    ///
    /// - Parameters:
    ///   - model: The network.
    ///   - pixels: Shape `[C, H, W]`, 0…255, as the network takes it.
    ///   - name: What the picture calls the image.
    /// - Throws: ``PlotError/imageSize(expected:found:)`` for another number of pixels.
    public init(
        activationsOf model: Model, pixels: [UInt8], name: String
    ) throws {
        let network = model.network
        guard pixels.count == network.inputCount else {
            throw PlotError.imageSize(expected: network.inputCount, found: pixels.count)
        }
        title = "\(model.manifest.name): activations for \(name)"
        let image = model.manifest.input
        var sections = [
            Section(
                title: "pixels",
                pictures: Self.pictures(
                    pixels.map(Double.init), channels: image.channels, width: image.width),
                count: image.channels)
        ]
        let input = model.manifest.normalization(pixels, count: 1)
        for (index, layer) in network.layers.enumerated() {
            let shape = network.shapes[index + 1]
            let values = try network.part(through: index).forward(input).elements
            sections.append(
                Section(
                    title: "layer \(index + 1), \(Self.name(of: layer))",
                    pictures: Self.pictures(
                        values.map(Double.init), channels: shape.isVector ? 1 : shape.channels,
                        width: shape.isVector ? Self.width(of: values.count) : shape.size.width),
                    count: shape.isVector ? values.count : shape.channels))
        }
        self.sections = sections
    }

    /// A picture for each feature map.
    private static func pictures(_ values: [Double], channels: Int, width: Int) -> [Picture] {
        let size = values.count / channels
        return (0..<min(channels, limit)).map {
            Picture(
                title: channels > 1 ? "\($0)" : "", width: width,
                values: Array(values[$0 * size..<($0 + 1) * size]))
        }
    }

    /// The length of the rows in which so many values lie: all in one, or a square.
    private static func width(of count: Int) -> Int {
        count <= 32 ? count : Int(Double(count).squareRoot().rounded(.up))
    }

    private static func name(of layer: any Layer) -> String { "\(type(of: layer))" }
}
