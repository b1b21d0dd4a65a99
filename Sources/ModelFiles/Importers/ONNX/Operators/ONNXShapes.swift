internal import FileIO
internal import NeuralNetwork
internal import ONNX
internal import TensorCore

extension ONNXOperators {
    /// Operators that move, rename or choose elements, on constants and on values of the image alike.
    static let shapes: [String: Row] = [
        "Constant": Row(
            "value value_float value_floats value_int value_ints value_string value_strings"
        ) { try $0.constantNode($1) },
        "Identity": Row { [try $1.input(0)] },
        "Dropout": Row("ratio is_test seed consumed_inputs") { try $0.dropout($1) },
        "Cast": Row("to saturate round_mode") { try $0.cast($1) },
        "CastLike": Row("saturate round_mode") { [try $1.input(0)] },
        "Reshape": Row("shape allowzero consumed_inputs") { try $0.reshape($1) },
        "Flatten": Row("axis") { try $0.flatten($1) },
        "Squeeze": Row("axes") { try $0.squeeze($1) },
        "Unsqueeze": Row("axes") { try $0.unsqueeze($1) },
        "Transpose": Row("perm") { try $0.transpose($1) },
        "Expand": Row { try $0.expand($1) },
        "Shape": Row("start end") { try $0.shape($1) },
        "Size": Row { importer, call in
            let count = try importer.layout(try call.input(0), call).shape.reduce(1, *)
            return [.constant(ONNXConstant(integers: [Int64(count)], shape: []))]
        },
        "ConstantOfShape": Row("value") { try $0.constantOfShape($1) },
        "Concat": Row("axis") { try $0.concat($1) },
        "Slice": Row("axes starts ends") { try $0.slice($1) },
        "Split": Row("axis split num_outputs") { try $0.split($1) },
        "Gather": Row("axis") { try $0.gather($1) },
        "Pad": Row("mode pads paddings value") { try $0.pad($1) },
        "ReduceMean": reduction(.mean), "ReduceSum": reduction(.sum),
        "ReduceMax": reduction(.maximum), "ReduceMin": reduction(.minimum),
        "ReduceL1": reduction(.magnitudes), "ReduceL2": reduction(.length),
        "ReduceSumSquare": reduction(.squares), "ReduceLogSum": reduction(.logarithm),
        "ReduceLogSumExp": reduction(.powers), "ReduceProd": reduction(.product),
    ]

    private static func reduction(_ kind: ONNXImporter.Reduction) -> Row {
        Row("axes keepdims noop_with_empty_axes") { try $0.reduce(kind, $1) }
    }
}

extension ONNXImporter {
    /// Where the elements of a value are.
    func layout(_ value: ONNXValue, _ call: ONNXCall) throws -> TensorLayout {
        switch value {
        case .constant(let constant): return TensorLayout(rowMajor: constant.shape)
        case .features(let features), .answer(let features): return features.layout
        default: throw call.unsupported("its input has no shape that is known here")
        }
    }

    /// The value with its elements elsewhere, or `nil` from `change` where they have to be moved into
    /// order first.
    mutating func rearranged(
        _ call: ONNXCall, _ change: (TensorLayout) throws -> TensorLayout?
    ) throws -> [ONNXValue] {
        switch try call.input(0) {
        case .constant(let constant):
            guard !constant.shape.contains(0) else { throw call.unsupported("a constant is empty") }
            return [.constant(try changed(constant, call, change))]
        case .features(let features):
            return [.features(try changed(features, call, change))]
        case .answer(let features): return [.answer(features)]
        case let other: return [other]
        }
    }

    /// A constant with its elements elsewhere.
    mutating func changed(
        _ constant: ONNXConstant, _ call: ONNXCall,
        _ change: (TensorLayout) throws -> TensorLayout?
    ) throws -> ONNXConstant {
        guard let layout = try change(TensorLayout(rowMajor: constant.shape)) else {
            throw call.unsupported("a constant of shape \(constant.shape) does not fit")
        }
        if layout.isRowMajor, layout.exampleCount == constant.count {
            return constant.reshaped(layout.shape)
        }
        try spend(layout.exampleCount)
        return constant.elements(at: layout.indices(), shape: layout.shape)
    }

    /// A value of the image with its elements elsewhere.
    mutating func changed(
        _ features: ONNXFeatures, _ call: ONNXCall,
        _ change: (TensorLayout) throws -> TensorLayout?
    ) throws -> ONNXFeatures {
        var result = features
        if result.tail != .none, let layout = try change(result.layout),
            layout.exampleCount != result.layout.exampleCount
        {
            // Parts of the result of softmax.
            result = try numbers(result, call)
        }
        if let layout = try change(result.layout) {
            result.layout = layout
        } else {
            result = try inOrder(result)
            guard let layout = try change(result.layout) else {
                throw call.unsupported(
                    "shape \(features.shape) cannot be changed without mixing the images of a batch"
                )
            }
            result.layout = layout
        }
        // The functions that led here are those of the same elements in another shape.
        result.history = []
        result.isComposed = false
        return result
    }

    // MARK: - Constants

    fileprivate mutating func constantNode(_ call: ONNXCall) throws -> [ONNXValue] {
        switch call.node.attributes.first {
        case (_, .tensor(let tensor))?: return [.constant(try constant(tensor))]
        case (_, .float(let value))?: return [.constant(ONNXConstant(floats: [value], shape: []))]
        case (_, .floats(let values))?:
            return [.constant(ONNXConstant(floats: values, shape: [values.count]))]
        case (_, .int(let value))?: return [.constant(ONNXConstant(integers: [value], shape: []))]
        case (_, .ints(let values))?: return [.constant(ONNXConstant(integers: values))]
        default: throw call.unsupported("it holds no numbers")
        }
    }

    fileprivate mutating func constantOfShape(_ call: ONNXCall) throws -> [ONNXValue] {
        let shape = try call.integers(0)
        let count = try call.checkedCount(shape)
        try spend(count)
        guard case .tensor(let tensor)? = call.node.attributes["value"] else {
            return [
                .constant(
                    ONNXConstant(floats: Array(repeating: 0, count: count), shape: shape))
            ]
        }
        let value = try constant(tensor)
        guard value.count == 1 else { throw call.unsupported("attribute value is no number") }
        return [.constant(value.elements(at: Array(repeating: 0, count: count), shape: shape))]
    }

    fileprivate mutating func shape(_ call: ONNXCall) throws -> [ONNXValue] {
        let shape = try layout(try call.input(0), call).shape
        func bound(_ name: String, _ value: Int) throws -> Int {
            let bound = try call.int(name, default: value)
            return min(max(bound < 0 ? bound + shape.count : bound, 0), shape.count)
        }
        let (start, end) = (try bound("start", 0), try bound("end", shape.count))
        let part = start < end ? Array(shape[start..<end]) : []
        return [.constant(ONNXConstant(integers: part.map { Int64($0) }))]
    }

    fileprivate mutating func cast(_ call: ONNXCall) throws -> [ONNXValue] {
        guard case .constant(let constant) = try call.input(0) else {
            return try castOfImage(call)
        }
        let code = try typeCode(call)
        guard let type = Int32(exactly: code).flatMap(ONNXElementType.init(rawValue:)),
            type.isNumber
        else { throw call.unsupported("attribute to is \(code), no type of numbers") }
        guard type.isInteger else {
            return [
                .constant(
                    ONNXConstant(type: type, shape: constant.shape, .floats(constant.floats)))
            ]
        }
        if case .integers(let values) = constant.elements {
            return [
                .constant(ONNXConstant(type: type, shape: constant.shape, .integers(values)))
            ]
        }
        let values = constant.floats.map { $0.rounded(.towardZero) }
        guard values.allSatisfy({ abs($0) < 0x1p62 }) else {
            throw call.unsupported("it makes integers of numbers that are none")
        }
        return [
            .constant(
                ONNXConstant(
                    type: type, shape: constant.shape, .integers(values.map { Int64($0) })))
        ]
    }

    /// The type that a cast makes: a number, or its name in operator sets before 6.
    private func typeCode(_ call: ONNXCall) throws -> Int {
        guard case .string(let name)? = call.node.attributes["to"] else {
            return try call.int("to", default: 1)
        }
        let type = ONNXElementType.allCases.first { "\($0)" == name.lowercased() }
        guard let type else { throw call.unsupported("attribute to is \(displayName(name))") }
        return Int(type.rawValue)
    }

    /// Numbers stay numbers.
    ///
    /// To an integer they would be cut, which no layer does, but for the answer and for integers.
    private mutating func castOfImage(_ call: ONNXCall) throws -> [ONNXValue] {
        let code = try typeCode(call)
        let type = Int32(exactly: code).flatMap(ONNXElementType.init(rawValue:))
        if case .features(let features) = try call.input(0), type?.isInteger ?? true,
            features.quantization == nil, !features.isTruth
        {
            guard features.value == -1, type == .uint8 || type == .int32 || type == .int64 else {
                throw call.unsupported("it cuts numbers to \(type.map { "\($0)" } ?? "\(code)")")
            }
        }
        return [try call.input(0)]
    }

    fileprivate mutating func dropout(_ call: ONNXCall) throws -> [ONNXValue] {
        if call.has(2), try call.constant(2).scalar != 0 {
            throw call.unsupported("it drops values at random, as in training")
        }
        return [try call.input(0)]
    }

    // MARK: - Shapes

    fileprivate mutating func reshape(_ call: ONNXCall) throws -> [ONNXValue] {
        guard let wanted = try call.integers("shape", orInput: 1) else {
            throw call.unsupported("the shape is missing")
        }
        let keepsZero = try call.int("allowzero", default: 0) == 0
        return try rearranged(call) { layout in
            let shape = try call.shape(wanted, of: layout.shape, keepsZero)
            return layout.reshaped(to: shape)
        }
    }

    fileprivate mutating func flatten(_ call: ONNXCall) throws -> [ONNXValue] {
        let axis = try call.int("axis", default: 1)
        return try rearranged(call) { layout in
            let shape = layout.shape
            guard (-shape.count...shape.count).contains(axis) else {
                throw call.unsupported("axis \(axis) is not one of shape \(shape)")
            }
            let first = axis < 0 ? axis + shape.count : axis
            return layout.reshaped(to: [
                shape[..<first].reduce(1, *), shape[first...].reduce(1, *),
            ])
        }
    }

    fileprivate mutating func squeeze(_ call: ONNXCall) throws -> [ONNXValue] {
        let wanted = try call.integers("axes", orInput: 1)
        return try rearranged(call) { layout in
            let shape = layout.shape
            let axes = try wanted.map { try $0.map { try call.axis($0, rank: shape.count) } }
            let dropped = axes ?? shape.indices.filter { shape[$0] == 1 }
            guard dropped.allSatisfy({ shape[$0] == 1 }) else {
                throw call.unsupported("shape \(shape) has no axes \(dropped) of extent 1")
            }
            return TensorLayout(
                axes: shape.indices.filter { !dropped.contains($0) }.map { layout.axes[$0] },
                offset: layout.offset)
        }
    }

    fileprivate mutating func unsqueeze(_ call: ONNXCall) throws -> [ONNXValue] {
        guard let wanted = try call.integers("axes", orInput: 1), wanted.count <= 8 else {
            throw call.unsupported("the axes are missing")
        }
        return try rearranged(call) { layout in
            let rank = layout.rank + wanted.count
            let added = try wanted.map { try call.axis($0, rank: rank) }
            guard Set(added).count == added.count else {
                throw call.unsupported("it adds an axis twice")
            }
            var axes = layout.axes
            for axis in added.sorted() { axes.insert([], at: axis) }
            return TensorLayout(axes: axes, offset: layout.offset)
        }
    }

    fileprivate mutating func transpose(_ call: ONNXCall) throws -> [ONNXValue] {
        let wanted = try call.ints("perm")
        return try rearranged(call) { layout in
            let order = wanted ?? Array((0..<layout.rank).reversed())
            guard order.sorted() == Array(0..<layout.rank) else {
                throw call.unsupported(
                    "attribute perm is \(order), no order of \(layout.rank) axes")
            }
            return layout.transposed(order)
        }
    }

    fileprivate mutating func expand(_ call: ONNXCall) throws -> [ONNXValue] {
        let wanted = try call.integers(1)
        return try rearranged(call) { layout in
            layout.broadcast(to: try call.broadcastShape(layout.shape, wanted))
        }
    }

    fileprivate mutating func reduce(
        _ kind: Reduction, _ call: ONNXCall
    ) throws -> [ONNXValue] {
        if case .constant(let constant) = try call.input(0) {
            return [.constant(try folded(kind, constant, call))]
        }
        let features = try features(call)
        let rank = features.shape.count
        let wanted = try call.integers("axes", orInput: 1) ?? []
        if wanted.isEmpty, try call.int("noop_with_empty_axes", default: 0) != 0 {
            return [.features(features)]
        }
        let axes = try wanted.map { try call.axis($0, rank: rank) }
        let keeps = try call.int("keepdims", default: 1) != 0
        let all = axes.isEmpty ? Array(0..<rank) : Array(Set(axes)).sorted()
        return [
            .features(try reduced(features, all, kind, keepsAxes: keeps, call))
        ]
    }
}
