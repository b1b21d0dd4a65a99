import Foundation
import ImageClassification
import NeuralNetwork
import TensorCore

/// A network in `Double`, written down plainly, that shares no code with the one under test.
struct DoubleNetwork {
    private let layers: [any Layer]
    private let normalization: InputNormalization
    private let input: FeatureShape

    /// Takes a model apart; it knows the layers of bundled models.
    init(_ model: Model) {
        normalization = model.manifest.normalization
        layers = model.network.layers
        let image = model.manifest.input
        input = FeatureShape(channels: image.channels, height: image.height, width: image.width)
    }

    func probabilities(_ pixels: ArraySlice<UInt8>) -> [Double] {
        var values = pixels.map {
            (Double($0) * normalization.scale - normalization.mean) / normalization.std
        }
        var shape = input
        for layer in layers {
            (values, shape) = apply(layer, values, shape)
            values = activated(values, layer.activation)
        }
        return values
    }

    private func apply(
        _ layer: any Layer, _ x: [Double], _ shape: FeatureShape
    ) -> ([Double], FeatureShape) {
        switch layer {
        case let dense as Dense:
            return (sums(dense, x), .vector(dense.bias.count))
        case let conv as Conv2D:
            return slide(conv.window, shape, channels: conv.outputChannels) { channel, window in
                convolved(conv, x, shape, channel: channel, window: window)
            }
        case let pool as MaxPool2D:
            return slide(pool.window, shape, channels: shape.channels) { channel, window in
                window.reduce(-.infinity) { max($0, x[channel * shape.size.area + $1.pixel]) }
            }
        case is GlobalAveragePool:
            let area = shape.size.area
            let means = (0..<shape.channels).map { channel in
                x[channel * area..<(channel + 1) * area].reduce(0, +) / Double(area)
            }
            return (means, .vector(shape.channels))
        case let flatten as Flatten where flatten.order == .channelsFirst:
            return (x, .vector(x.count))
        default:
            preconditionFailure("no bundled model has a layer like \(layer)")
        }
    }

    private func sums(_ dense: Dense, _ x: [Double]) -> [Double] {
        var sums = dense.bias.map(Double.init)
        let weights = dense.weights.elements
        for (k, value) in x.enumerated() where value != 0 {
            let row = k * sums.count
            for m in sums.indices { sums[m] += value * Double(weights[row + m]) }
        }
        return sums
    }

    private func convolved(
        _ conv: Conv2D, _ x: [Double], _ shape: FeatureShape, channel: Int, window: [Tap]
    ) -> Double {
        let area = conv.window.size.area
        var sum = Double(conv.bias[channel])
        for input in 0..<shape.channels {
            for tap in window {
                let weight = conv.weights[channel, input * area + tap.place]
                sum += x[input * shape.size.area + tap.pixel] * Double(weight)
            }
        }
        return sum
    }

    /// A place in the window and the pixel that it lies on.
    private struct Tap {
        var place: Int
        var pixel: Int
    }

    /// Evaluates `value` for each output feature map and each position of the window.
    private func slide(
        _ window: Window2D, _ shape: FeatureShape, channels: Int,
        value: (_ channel: Int, _ window: [Tap]) -> Double
    ) -> ([Double], FeatureShape) {
        guard let size = window.outputSize(of: shape.size) else {
            preconditionFailure("a window of \(window.size) does not fit \(shape)")
        }
        var taps: [[Tap]] = []
        for i in 0..<size.height {
            for j in 0..<size.width { taps.append(self.taps(window, shape, i, j)) }
        }
        let values = (0..<channels).flatMap { channel in taps.map { value(channel, $0) } }
        return (values, FeatureShape(channels: channels, size: size))
    }

    private func taps(_ window: Window2D, _ shape: FeatureShape, _ i: Int, _ j: Int) -> [Tap] {
        var taps: [Tap] = []
        for ky in 0..<window.size.height {
            for kx in 0..<window.size.width {
                let row = i * window.stride.height - window.padding.top + ky
                let column = j * window.stride.width - window.padding.left + kx
                guard (0..<shape.height).contains(row), (0..<shape.width).contains(column)
                else { continue }
                taps.append(
                    Tap(place: ky * window.size.width + kx, pixel: row * shape.width + column))
            }
        }
        return taps
    }

    private func activated(_ sums: [Double], _ activation: Activation) -> [Double] {
        switch activation {
        case .sigmoid: return sums.map { 1 / (1 + exp(-$0)) }
        case .relu: return sums.map { max($0, 0) }
        case .softmax:
            let largest = sums.max() ?? 0
            let powers = sums.map { exp($0 - largest) }
            let total = powers.reduce(0, +)
            return powers.map { $0 / total }
        default: return sums
        }
    }
}
