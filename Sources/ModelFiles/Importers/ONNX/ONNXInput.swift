internal import Datasets
internal import FileIO
internal import ONNX
internal import TensorCore

/// The input of a graph, understood as images.
struct ONNXInput {
    let name: String
    /// The size of an image.
    let shape: ImageShape
    /// Where the elements of the input are among the values of an image, `[C, H, W]`.
    let layout: TensorLayout
    /// The examples of a batch, 1 if that is open.
    let batch: Int
    /// Whether the elements are bytes, which says that pixels go in as they are.
    let holdsBytes: Bool
    /// Whether the size of an image was not in the file.
    let isAssumed: Bool

    /// The most values that an input may have, far from overflow.
    private static let largestCount = 1 << 24
    /// The side of an image where nothing tells it.
    private static let usualSide = 28

    /// - Parameter wanted: The size of an image as the user says it.
    init(_ model: ONNXModel, wanted: ImageShape?) throws {
        guard let input = Self.images(model.graph.inputs) else {
            throw ONNXImportError.graph(
                file: model.source, reason: "the graph has no input; expected images")
        }
        name = input.name
        holdsBytes = input.type == .uint8
        let declared =
            input.shape?.map { (dimension) -> Int? in
                if case .known(let extent) = dimension, extent > 0 { extent } else { nil }
            } ?? Self.shapeWanted(by: model, input.name)
        let batchAxis = Self.hasBatchAxis(declared) ? 1 : 0
        let batch = batchAxis == 1 ? declared[0] ?? 1 : 1
        var open = false
        let example = Self.filled(Array(declared.dropFirst(batchAxis)), wanted, &open)
        isAssumed = open && wanted == nil
        var count = 1
        for extent in example {
            let (product, overflow) = count.multipliedReportingOverflow(by: extent)
            guard !overflow, product <= Self.largestCount, batch <= Self.largestCount else {
                throw ONNXImportError.graph(
                    file: model.source,
                    reason: "input \(displayName(input.name)) is of shape \([batch] + example); "
                        + "expected at most \(Self.largestCount) values per image")
            }
            count = product
        }
        self.batch = batch
        // Channels come last in files of TensorFlow, and first in memory here.
        let isChannelsLast =
            example.count == 3 && (example[2] == 1 || example[2] == 3) && example[0] > 4
        let axes: [[TensorLayout.Factor]]
        if isChannelsLast {
            shape = ImageShape(height: example[0], width: example[1], channels: example[2])
            let area = example[0] * example[1]
            axes = [
                [.init(extent: example[0], stride: example[1])],
                [.init(extent: example[1], stride: 1)], [.init(extent: example[2], stride: area)],
            ]
        } else {
            shape = Self.image(example, count, wanted)
            axes = TensorLayout(rowMajor: example).axes
        }
        let first = TensorLayout.Factor(extent: batch, stride: TensorLayout.Factor.batch)
        layout = TensorLayout(axes: batchAxis == 1 ? [[first]] + axes : axes)
    }

    /// The input with the most values, the first one of several: others say what the image shows, or
    /// how much is to be left out in training.
    private static func images(_ inputs: [ONNXValueInfo]) -> ONNXValueInfo? {
        func size(_ input: ONNXValueInfo) -> Int {
            guard input.type.map(\.isNumber) ?? true else { return -1 }
            // One that declares its shape comes first.
            guard let shape = input.shape else { return usualSide * usualSide - 1 }
            var count = 1
            // An open axis behind the first may be long.
            for (axis, dimension) in shape.enumerated() {
                let extent =
                    if case .known(let extent) = dimension { extent } else {
                        axis == 0 ? 1 : usualSide
                    }
                count =
                    count.multipliedReportingOverflow(by: extent).overflow
                    ? .max : count * extent
            }
            return count
        }
        var best = inputs.first
        for input in inputs.dropFirst() {
            if let found = best, size(input) > size(found) { best = input }
        }
        return best
    }

    /// Whether the first axis counts images.
    ///
    /// `[28, 28]`, `[28, 28, 1]` and `[784]` have none.
    private static func hasBatchAxis(_ shape: [Int?]) -> Bool {
        guard shape.count > 1 else { return false }
        guard let first = shape[0] else { return true }
        switch shape.count {
        case 2: return first != shape[1] && shape[1] != 1
        case 3: return !(first == shape[1] && (shape[2] == 1 || shape[2] == 3))
        default: return true
        }
    }

    /// The extents of an example, those that are open included.
    private static func filled(
        _ shape: [Int?], _ wanted: ImageShape?, _ isOpen: inout Bool
    ) -> [Int] {
        guard shape.contains(nil) else { return shape.compactMap { $0 } }
        isOpen = true
        let size = wanted ?? ImageShape(height: usualSide, width: usualSide)
        switch shape.count {
        case 1: return [size.count]
        case 2: return [shape[0] ?? size.height, shape[1] ?? size.width]
        case 3 where shape[2] == 1 || shape[2] == 3:
            return [shape[0] ?? size.height, shape[1] ?? size.width, shape[2] ?? size.channels]
        case 3:
            return [shape[0] ?? size.channels, shape[1] ?? size.height, shape[2] ?? size.width]
        default: return shape.map { $0 ?? 1 }
        }
    }

    /// The size of an image of an example that is no `[H, W, C]`.
    private static func image(_ example: [Int], _ count: Int, _ wanted: ImageShape?) -> ImageShape {
        if let wanted, wanted.count == count { return wanted }
        let long = example.filter { $0 > 1 }
        if example.count == 3, long.count > 1 {
            return ImageShape(height: example[1], width: example[2], channels: example[0])
        }
        if long.count == 2 { return ImageShape(height: long[0], width: long[1]) }
        return .square(count: count) ?? ImageShape(height: 1, width: count)
    }

    /// The shape of an input that declares none, as the first operator wants it.
    private static func shapeWanted(by model: ONNXModel, _ name: String) -> [Int?] {
        let reader = model.graph.nodes.first { $0.inputs.contains(name) }
        let weights = reader.flatMap { node in
            node.inputs.dropFirst().first.flatMap { model.graph.initializers[$0]?.shape }
        }
        switch (reader?.operatorType, weights) {
        case ("Conv", .some(let shape)) where shape.count == 4: return [nil, shape[1], nil, nil]
        case ("MatMul", .some(let shape)) where shape.count == 2: return [nil, shape[0]]
        case ("Gemm", .some(let shape)) where shape.count == 2: return [nil, shape.max()]
        default: return [nil, 1, nil, nil]
        }
    }
}
