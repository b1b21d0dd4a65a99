internal import FileIO
internal import NeuralNetwork
internal import ONNX
internal import TensorCore

extension ONNXOperators {
    /// What ends a classifier.
    static let outputs: [String: Row] = [
        "Softmax": Row("axis") { try $0.softmax(.softmax, $1) },
        "LogSoftmax": Row("axis") { try $0.softmax(.logSoftmax, $1) },
        "ArgMax": Row("axis keepdims select_last_index") { importer, call in
            guard try call.int("select_last_index", default: 0) == 0 else {
                throw call.unsupported("attribute select_last_index is 1")
            }
            return [.answer(try importer.untouched(call))]
        },
        "Hardmax": Row("axis") { [.answer(try $0.untouched($1))] },
        "TopK": Row("axis k largest sorted") { importer, call in
            guard try call.int("largest", default: 1) == 1 else {
                throw call.unsupported("attribute largest is 0")
            }
            let features = try importer.untouched(call)
            return [.answer(features), .answer(features)]
        },
    ]

    /// Operators for classical machine learning, as scikit-learn's networks have them.
    static let tails: [String: Row] = [
        "ZipMap": Row("classlabels_int64s classlabels_strings") { importer, call in
            if let names = try importer.labels(call, "classlabels_int64s", "classlabels_strings") {
                importer.classNames = names
            }
            return [try call.input(0)]
        },
        "ArrayFeatureExtractor": Row { importer, call in
            guard case .answer(let features) = try call.input(1) else {
                throw call.unsupported("it takes parts of a tensor; expected the names of classes")
            }
            if let names = try call.constant(0).integers { importer.nameClasses(names) }
            return [.answer(features)]
        },
        "LabelEncoder": Row(
            """
            classes_strings default_int64 default_string default_float keys_int64s keys_strings \
            keys_floats values_int64s values_strings values_floats
            """
        ) { importer, call in
            guard case .answer(let features) = try call.input(0) else {
                throw call.unsupported("it names no answer")
            }
            return [.answer(features)]
        },
        "Scaler": Row("offset scale") { try $0.scaler($1) },
        "Normalizer": Row("norm") { importer, call in
            // Probabilities of one class against the rest, brought to a sum of 1.
            guard try call.string("norm", default: "MAX") == "L1" else {
                throw call.unsupported("attribute norm is not L1")
            }
            return [try call.input(0)]
        },
        "LinearClassifier": Row(
            """
            classlabels_ints classlabels_strings coefficients intercepts multi_class post_transform
            """
        ) { try $0.linearClassifier($1) },
    ]
}

extension ONNXImporter {
    /// Softmax or its logarithm, along the axis of the classes.
    fileprivate mutating func softmax(
        _ tail: ONNXFeatures.Tail, _ call: ONNXCall
    ) throws -> [ONNXValue] {
        var features = try untouched(call)
        if features.tail != .none, features.tail == tail || tail == .softmax {
            // Applied twice it keeps the order of the classes.
            notes.append(
                "the graph ends in softmax twice; probabilities are those of the first")
            return [.features(features)]
        }
        features = try plain(features, call)
        let shape = features.shape
        let isOld = call.opset < 13
        let axis = try call.axis(try call.int("axis", default: isOld ? 1 : -1), rank: shape.count)
        // Older operator sets normalize all that comes from the axis on.
        let axes = isOld ? Array(axis..<shape.count) : [axis]
        let row = axes.reduce(1) { $0 * shape[$1] }
        guard row == features.layout.exampleCount, row > 1 else {
            // Attention, for example, normalizes each of several rows.
            return [
                .features(
                    try normalized(features, over: axes, isLogarithm: tail == .logSoftmax, call))
            ]
        }
        features.tail = tail
        features.history = []
        features.isComposed = false
        return [.features(features)]
    }

    /// The names of classes that an attribute lists, as integers or as texts.
    fileprivate func labels(
        _ call: ONNXCall, _ integers: String, _ texts: String
    ) throws -> [String]? {
        if case .strings(let names)? = call.node.attributes[texts], !names.isEmpty { return names }
        guard let numbers = try call.ints(integers), !numbers.isEmpty else { return nil }
        return numbers.map(String.init)
    }

    fileprivate mutating func nameClasses(_ numbers: [Int]) {
        classNames = numbers.map(String.init)
    }

    /// `(x - offset) · scale` for each value.
    fileprivate mutating func scaler(_ call: ONNXCall) throws -> [ONNXValue] {
        let features = try features(call)
        guard case .floats(let offset)? = call.node.attributes["offset"],
            case .floats(let scale)? = call.node.attributes["scale"]
        else { throw call.unsupported("attributes offset and scale are missing") }
        let shifted = try affine(
            features, shift: ONNXConstant(floats: offset.map { -$0 }, shape: [offset.count]), call)
        return [
            .features(
                try affine(
                    shifted, scale: ONNXConstant(floats: scale, shape: [scale.count]), call))
        ]
    }

    /// A dense layer whose weights are attributes.
    fileprivate mutating func linearClassifier(_ call: ONNXCall) throws -> [ONNXValue] {
        let features = try features(call)
        guard case .floats(let weights)? = call.node.attributes["coefficients"],
            let inputs = features.shape.last, inputs > 0, weights.count.isMultiple(of: inputs),
            weights.count > inputs
        else { throw call.unsupported("its coefficients are not those of several classes") }
        let classes = weights.count / inputs
        let stored = Matrix(rows: classes, columns: inputs, elements: weights)
        var scores = try dense(features, stored.transposed(), call)
        if case .floats(let bias)? = call.node.attributes["intercepts"], !bias.isEmpty {
            scores = try affine(
                scores, shift: ONNXConstant(floats: bias, shape: [bias.count]), call)
        }
        switch try call.string("post_transform", default: "NONE") {
        case "NONE": break
        case "SOFTMAX": scores.tail = .softmax
        case "LOGISTIC": scores = try applied(.sigmoid, to: scores)
        case let other: throw call.unsupported("attribute post_transform is \(displayName(other))")
        }
        if let names = try labels(call, "classlabels_ints", "classlabels_strings") {
            classNames = names
        }
        return [.answer(scores), .features(scores)]
    }
}
