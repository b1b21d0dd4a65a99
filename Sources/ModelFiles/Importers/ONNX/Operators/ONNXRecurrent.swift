internal import FileIO
internal import NeuralNetwork
internal import ONNX
internal import TensorCore

extension ONNXOperators {
    /// Recurrent layers, such as read an image row by row.
    static let recurrent: [String: Row] = [
        "RNN": Row(common) { try $0.recurrent($1, gates: 1) },
        "GRU": Row(common + " linear_before_reset") { try $0.recurrent($1, gates: 3) },
        "LSTM": Row(common + " input_forget") { try $0.recurrent($1, gates: 4) },
    ]

    private static let common =
        "activation_alpha activation_beta activations clip direction hidden_size layout output_sequence"
}

/// A recurrent layer in one direction, its steps written out as layers.
private struct RecurrentCell {
    let call: ONNXCall
    let gates: Int
    let size: Int
    /// `[H, gates · H]`.
    let recurrence: Matrix
    /// What is added to products with the input, and to those with the state: `[gates · H]` each.
    let inputBias: [Float]
    let stateBias: [Float]
    let activations: [Activation]
    /// Whether the new state of a GRU is reset after it was multiplied by weights.
    let resetsAfter: Bool

    typealias State = (hidden: ONNXFeatures, cell: ONNXFeatures?)

    /// One step; without a state, all of it is zero.
    ///
    /// - Parameter input: Products with the input, and its bias, `[N, gates · H]`.
    func step(
        _ input: ONNXFeatures, _ state: State?, _ importer: inout ONNXImporter
    ) throws -> State {
        let products = try state.map {
            try importer.affine(
                try importer.dense($0.hidden, recurrence, call), shift: constant(stateBias), call)
        }
        func gate(_ index: Int, _ importer: inout ONNXImporter) throws -> ONNXFeatures {
            let fromInput = try part(index, of: input, &importer)
            guard let products else {
                let bias = Array(stateBias[index * size..<(index + 1) * size])
                return try importer.affine(fromInput, shift: constant(bias), call)
            }
            return try importer.sum(fromInput, try part(index, of: products, &importer), call)
        }
        switch gates {
        case 1:
            return (try importer.applied(activations[0], to: try gate(0, &importer)), nil)
        case 3:
            let update = try importer.applied(activations[0], to: try gate(0, &importer))
            let fresh = try importer.applied(
                activations[1], to: try candidate(input, products, state, gate, &importer))
            // (1 - z) · fresh + z · state = fresh - z · fresh + z · state
            let rest = try importer.difference(
                fresh, try importer.product(update, fresh, call), call)
            guard let state else { return (rest, nil) }
            return (
                try importer.sum(rest, try importer.product(update, state.hidden, call), call), nil
            )
        default:
            // Input, output, forget and cell, in this order.
            let enters = try importer.applied(activations[0], to: try gate(0, &importer))
            let leaves = try importer.applied(activations[0], to: try gate(1, &importer))
            let fresh = try importer.applied(activations[1], to: try gate(3, &importer))
            var cell = try importer.product(enters, fresh, call)
            if let before = state?.cell {
                let stays = try importer.applied(activations[0], to: try gate(2, &importer))
                cell = try importer.sum(
                    cell, try importer.product(stays, before, call), call)
            }
            let shown = try importer.applied(activations[2], to: cell)
            return (try importer.product(leaves, shown, call), cell)
        }
    }

    /// What the new state of a GRU is made of.
    private func candidate(
        _ input: ONNXFeatures, _ products: ONNXFeatures?, _ state: State?,
        _ gate: (Int, inout ONNXImporter) throws -> ONNXFeatures, _ importer: inout ONNXImporter
    ) throws -> ONNXFeatures {
        let fromInput = try part(2, of: input, &importer)
        let bias = constant(Array(stateBias[2 * size..<3 * size]))
        guard resetsAfter || state != nil else {
            return try importer.affine(fromInput, shift: bias, call)
        }
        let reset = try importer.applied(activations[0], to: try gate(1, &importer))
        if resetsAfter {
            let fromState =
                try products.map {
                    try importer.product(reset, try part(2, of: $0, &importer), call)
                } ?? importer.affine(reset, scale: bias, call)
            return try importer.sum(fromInput, fromState, call)
        }
        guard let state else { return fromInput }
        var weights = Matrix(rows: size, columns: size)
        for row in 0..<size {
            for column in 0..<size { weights[row, column] = recurrence[row, 2 * size + column] }
        }
        let kept = try importer.product(reset, state.hidden, call)
        return try importer.sum(
            fromInput,
            try importer.affine(try importer.dense(kept, weights, call), shift: bias, call), call)
    }

    private func constant(_ values: [Float]) -> ONNXConstant {
        ONNXConstant(floats: values, shape: [values.count])
    }

    /// The values of a gate.
    private func part(
        _ index: Int, of values: ONNXFeatures, _ importer: inout ONNXImporter
    ) throws -> ONNXFeatures {
        try importer.part(
            values, axis: values.shape.count - 1, start: index * size, count: size, call)
    }
}

extension ONNXImporter {
    /// A run of elements along an axis.
    fileprivate mutating func part(
        _ x: ONNXFeatures, axis: Int, start: Int, count: Int, _ call: ONNXCall
    ) throws -> ONNXFeatures {
        try changed(x, call) {
            count == $0.shape[axis]
                ? $0 : $0.sliced(axis, start: start, step: 1, count: count)
        }
    }

    /// `[T, N, I]` to `[T, D, N, H]`, and the last states `[D, N, H]`.
    fileprivate mutating func recurrent(
        _ call: ONNXCall, gates: Int
    ) throws -> [ONNXValue] {
        guard !call.has(4), !call.has(7), try call.int("input_forget", default: 0) == 0,
            call.node.attributes["clip"] == nil, try call.int("layout", default: 0) == 0
        else {
            throw call.unsupported(
                "it has lengths of sequences, peepholes, a bound, or another layout")
        }
        for index in 5..<max(call.inputs.count, 5) where call.has(index) {
            guard try call.constant(index).floats.allSatisfy({ $0 == 0 }) else {
                throw call.unsupported("it begins with a state that is not zero")
            }
        }
        let x = try features(call)
        let direction = try call.string("direction", default: "forward")
        let directions = direction == "bidirectional" ? 2 : 1
        let (weights, recurrence) = (try call.constant(1), try call.constant(2))
        guard x.shape.count == 3, weights.shape.count == 3, recurrence.shape.count == 3,
            !recurrence.shape.contains(0), recurrence.shape[0] == directions,
            weights.shape[0] == directions, recurrence.shape[1] == gates * recurrence.shape[2],
            weights.shape[1] == recurrence.shape[1], weights.shape[2] == x.shape[2]
        else {
            throw call.unsupported(
                "its input is of shape \(x.shape), its weights \(weights.shape) and "
                    + "\(recurrence.shape), which do not fit")
        }
        let rows = weights.shape[1]
        let bias =
            try call.optionalConstant(3)?.floats
            ?? Array(repeating: 0, count: 2 * directions * rows)
        guard bias.count == 2 * directions * rows else {
            throw call.unsupported("its bias has \(bias.count) values")
        }
        let functions = try activations(call, gates)
        var sequences: [[ONNXFeatures]] = []
        var last: [RecurrentCell.State] = []
        for place in 0..<directions {
            func matrix(_ constant: ONNXConstant) -> Matrix {
                let count = constant.shape[1] * constant.shape[2]
                return Matrix(
                    rows: constant.shape[1], columns: constant.shape[2],
                    elements: Array(constant.floats[place * count..<(place + 1) * count])
                ).transposed()
            }
            let own = functions.count / directions
            let biases = bias[2 * place * rows..<2 * (place + 1) * rows]
            let cell = RecurrentCell(
                call: call, gates: gates, size: recurrence.shape[2],
                recurrence: matrix(recurrence), inputBias: Array(biases.prefix(rows)),
                stateBias: Array(biases.suffix(rows)),
                activations: Array(functions[place * own..<(place + 1) * own]),
                resetsAfter: try call.int("linear_before_reset", default: 0) != 0)
            let inputs = try affine(
                try dense(x, matrix(weights), call),
                shift: ONNXConstant(floats: cell.inputBias, shape: [rows]), call)
            let isReversed = direction == "reverse" || place == 1
            let (states, end) = try run(cell, inputs, isReversed: isReversed)
            sequences.append(states)
            last.append(end)
        }
        func stacked(_ values: [ONNXFeatures]) throws -> ONNXFeatures {
            let axes = values.map { value in
                var value = value
                value.layout.axes.insert([], at: 0)
                return value
            }
            return try joined(axes, axis: 0, call)
        }
        let steps = try sequences[0].indices.map { step in
            var both = try stacked(sequences.map { $0[step] })
            both.layout.axes.insert([], at: 0)
            return both
        }
        var results: [ONNXValue] = [
            .features(try joined(steps, axis: 0, call)),
            .features(try stacked(last.map(\.hidden))),
        ]
        let cells = last.compactMap(\.cell)
        if !cells.isEmpty { results.append(.features(try stacked(cells))) }
        return results
    }

    /// All steps of a cell.
    private mutating func run(
        _ cell: RecurrentCell, _ inputs: ONNXFeatures, isReversed: Bool
    ) throws -> (states: [ONNXFeatures], last: RecurrentCell.State) {
        var states: [ONNXFeatures] = []
        var state: RecurrentCell.State?
        let steps = 0..<inputs.shape[0]
        for step in isReversed ? Array(steps.reversed()) : Array(steps) {
            var input = try part(inputs, axis: 0, start: step, count: 1, cell.call)
            input.layout.axes.removeFirst()
            // Each step has a layer with the weights.
            try spend(cell.recurrence.elements.count / 4)
            let next = try cell.step(input, state, &self)
            states.append(next.hidden)
            state = next
        }
        guard let state else { throw cell.call.unsupported("it has no steps") }
        return (isReversed ? states.reversed() : states, state)
    }

    /// The functions of a cell, for each direction.
    private func activations(_ call: ONNXCall, _ gates: Int) throws -> [Activation] {
        let usual: [Activation] =
            switch gates {
            case 1: [.tanh]
            case 3: [.sigmoid, .tanh]
            default: [.sigmoid, .tanh, .tanh]
            }
        let directions = try call.string("direction", default: "forward") == "bidirectional" ? 2 : 1
        let all = Array(repeating: usual, count: directions).flatMap(\.self)
        guard case .strings(let names)? = call.node.attributes["activations"] else { return all }
        let known: [String: Activation] = [
            "tanh": .tanh, "sigmoid": .sigmoid, "relu": .relu, "softsign": .softsign,
            "softplus": .softplus,
            "hardsigmoid": .hardSigmoid(slope: 0.2),
        ]
        let functions = try names.map { name in
            guard let function = known[name.lowercased()],
                call.node.attributes["activation_alpha"] == nil
            else { throw call.unsupported("one of its activations is \(displayName(name))") }
            return function
        }
        guard functions.count == all.count else {
            throw call.unsupported("it has \(functions.count) activations")
        }
        return functions
    }
}
