import ArgumentParser
import NeuralNetwork
import TensorCore

/// An activation that works on one value at a time, as those of hidden layers do: its name, and its
/// parameters where they are not the defaults, as in `leaky-relu:0.2` or `hard-sigmoid:0.2,0.5`.
struct ElementwiseArgument: ExpressibleByArgument {
    let activation: Activation

    init?(argument: String) {
        let parts = argument.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let name = parts[0].lowercased().replacing("_", with: "-")
        guard case .elementwise(var function)? = Activation(name: Self.others[name] ?? name) else {
            return nil
        }
        if parts.count > 1 {
            let texts = parts[1].split(separator: ",", omittingEmptySubsequences: false)
            let names = function.parameters.map(\.name)
            guard texts.count <= names.count else { return nil }
            for (parameter, text) in zip(names, texts) {
                let isNamed = text.hasPrefix("\(parameter)=")
                let value = isNamed ? text.dropFirst(parameter.count + 1) : text
                guard let number = Float(value), number.isFinite,
                    let changed = function.with(parameter: parameter, number)
                else { return nil }
                function = changed
            }
        }
        activation = .elementwise(function)
    }

    /// What PyTorch and Keras call some of them.
    private static let others = [
        "relu6": "clipped-relu", "swish": "silu", "linear": "identity", "none": "identity",
        "leakyrelu": "leaky-relu", "hardswish": "hard-swish", "hardsigmoid": "hard-sigmoid",
    ]

    static var allValueStrings: [String] {
        Activation.allCases.filter { $0 != .softmax }.map(\.name)
    }
}

/// The activation of the last layer.
struct OutputActivationArgument: ExpressibleByArgument {
    let activation: Activation

    init?(argument: String) {
        // The logits of both are the values before, and so are the probabilities.
        if ["softmax", "log-softmax", "log_softmax", "logsoftmax"].contains(argument.lowercased()) {
            activation = .softmax
        } else if let elementwise = ElementwiseArgument(argument: argument) {
            activation = elementwise.activation
        } else {
            return nil
        }
    }

    static var allValueStrings: [String] {
        ["softmax", "log-softmax"] + ElementwiseArgument.allValueStrings
    }
}

/// A number, or a fraction such as `1/255`.
struct NumberArgument: ExpressibleByArgument {
    let value: Double

    init?(argument: String) {
        let parts = argument.split(separator: "/", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { Double($0) }
        guard numbers.count == parts.count, let first = numbers.first, numbers.count <= 2 else {
            return nil
        }
        value = numbers.count == 2 ? first / numbers[1] : first
    }
}
