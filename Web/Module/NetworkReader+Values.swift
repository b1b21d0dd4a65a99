internal import FileIO
internal import Safetensors
internal import StrictJSON
internal import TensorCore

extension NetworkReader {
    /// A tensor that a layer names: its name, shape and elements, all finite.
    func tensor(
        _ layer: JSONValue, _ key: String, axes: Int, _ number: Int
    ) throws(BrowserError) -> (name: String, shape: [Int], elements: [Float]) {
        guard case .string(let name) = layer[key] else {
            throw fault("layer \(number): key \(key) is missing")
        }
        guard let tensor = file[name], tensor.shape.count == axes else {
            throw fault("layer \(number): expected a tensor \(displayName(name)) of \(axes) axes")
        }
        let elements: [Float]
        do throws(SafetensorsError) {
            elements = try file.floats(of: tensor)
        } catch {
            throw BrowserError(error.description)
        }
        for value in elements where !value.isFinite {
            throw fault("tensor \(displayName(name)): expected finite numbers, found \(value)")
        }
        return (displayName(name), tensor.shape, elements)
    }

    /// The bias of a layer: zeros where it has none.
    func bias(
        _ layer: JSONValue, count: Int, _ number: Int
    ) throws(BrowserError) -> [Float] {
        guard layer["bias"] != nil, layer["bias"] != .null else {
            return Array(repeating: 0, count: count)
        }
        let (name, _, elements) = try tensor(layer, "bias", axes: 1, number)
        guard elements.count == count else {
            throw fault("tensor \(name): expected \(count) elements, found \(elements.count)")
        }
        return elements
    }

    /// The function that a layer ends in; a last softmax is none, since the logits are wanted.
    func function(_ layer: JSONValue, _ number: Int) throws(BrowserError) -> ElementwiseFunction {
        guard case .string(let name) = layer["activation"] else {
            throw fault("layer \(number): expected the name of an activation")
        }
        if name == "softmax" { return .identity }
        guard let function = ElementwiseFunction(name: name) else {
            throw fault("layer \(number): unknown activation \(displayName(name))")
        }
        return function
    }

    /// An array of whole numbers; `nil` where the key is left out.
    func integers(
        _ layer: JSONValue, _ key: String, count: Int, _ number: Int
    ) throws(BrowserError) -> [Int]? {
        guard let value = layer[key] else { return nil }
        guard case .array(let elements) = value, elements.count == count else {
            throw fault("layer \(number), \(key): expected \(count) whole numbers")
        }
        var integers: [Int] = []
        for element in elements {
            guard case .integer(let integer) = element else {
                throw fault("layer \(number), \(key): expected \(count) whole numbers")
            }
            integers.append(integer)
        }
        return integers
    }
}
