internal import FileIO
internal import NeuralNetwork
internal import ONNX
internal import TensorCore

extension ONNXOperators {
    /// Sums of products, their axes named by letters.
    static let sums: [String: Row] = ["Einsum": Row("equation") { try $0.einsum($1) }]
}

extension ONNXImporter {
    /// Sums of products of one or two operands: axes that the result lacks are summed over.
    fileprivate mutating func einsum(_ call: ONNXCall) throws -> [ONNXValue] {
        let equation = try call.string("equation", default: "").filter { $0 != " " }
        let sides = equation.split(separator: ">", omittingEmptySubsequences: false)
        let terms = (sides.first ?? "").split(separator: ",").map { term in
            Array(term.last == "-" ? term.dropLast() : term)
        }
        let letters = terms.flatMap(\.self) + (sides.count == 2 ? Array(sides[1]) : [])
        guard sides.count == 2, sides[0].last == "-", terms.count == call.inputs.count,
            1...2 ~= terms.count, letters.allSatisfy({ $0.isASCII && $0.isLetter }),
            terms.allSatisfy({ Set($0).count == $0.count })
        else {
            throw call.unsupported(
                "attribute equation is \(displayName(equation)); expected one or two operands with "
                    + "letters of their own, an arrow and a result")
        }
        let result = Array(sides[1])
        guard Set(result).count == result.count, Set(result).isSubset(of: terms.joined()) else {
            throw call.unsupported("attribute equation has letters twice or of no operand")
        }
        let summed = Set(terms.joined()).subtracting(result).sorted()
        let order = result + summed
        var product: ONNXValue?
        for (index, term) in terms.enumerated() {
            let operand = try arranged(index, term, order, call)
            product = try product.map { try combined(.multiply, $0, operand, call) } ?? operand
        }
        guard case .features(let values)? = product else {
            throw call.unsupported("its operands are constant")
        }
        return [
            .features(
                try reduced(
                    values, Array(result.count..<order.count), .sum, keepsAxes: false, call))
        ]
    }

    /// An operand with its axes in an order, those that it lacks of extent 1.
    private mutating func arranged(
        _ index: Int, _ term: [Character], _ order: [Character], _ call: ONNXCall
    ) throws -> ONNXValue {
        func axes(_ layout: TensorLayout) throws -> TensorLayout {
            guard layout.rank == term.count else {
                throw call.unsupported(
                    "its operand \(index + 1) is of shape \(layout.shape); expected \(term.count) "
                        + "axes")
            }
            return TensorLayout(
                axes: order.map { letter in
                    term.firstIndex(of: letter).map { layout.axes[$0] } ?? []
                }, offset: layout.offset)
        }
        if case .constant(let constant) = try call.input(index) {
            guard !constant.shape.contains(0) else { throw call.unsupported("a constant is empty") }
            return .constant(try changed(constant, call, axes))
        }
        return .features(try changed(try features(call, index), call, axes))
    }
}
