internal import NeuralNetwork

// Shapes that a node makes.

extension ONNXCall {
    /// Checks that a shape, of a value or a constant, is one that can be held.
    @discardableResult
    func checkedCount(_ shape: [Int]) throws -> Int {
        var count = 1
        for extent in shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: extent)
            guard extent > 0, !overflow, product <= batch * Network.largestValueCount else {
                throw unsupported(
                    "it makes the shape \(shape); expected extents of 1 or more and at most "
                        + "\(Network.largestValueCount) values per image")
            }
            count = product
        }
        return count
    }

    /// The shape of a result of two operands.
    func broadcastShape(_ left: [Int], _ right: [Int]) throws -> [Int] {
        let rank = max(left.count, right.count)
        let a = Array(repeating: 1, count: rank - left.count) + left
        let b = Array(repeating: 1, count: rank - right.count) + right
        let shape = try zip(a, b).map { x, y in
            guard x == y || x == 1 || y == 1 else {
                throw unsupported("shapes \(left) and \(right) do not fit together")
            }
            return x == 1 ? y : x
        }
        try checkedCount(shape)
        return shape
    }

    /// A wanted shape with 0 for an extent that stays, and -1 for what is left.
    func shape(
        _ wanted: [Int], of found: [Int], _ keepsZero: Bool
    ) throws -> [Int] {
        var shape = wanted
        for (axis, extent) in wanted.enumerated() where extent == 0 && keepsZero {
            guard axis < found.count else { throw unsupported("the shape \(wanted) is wrong") }
            shape[axis] = found[axis]
        }
        let count = found.reduce(1, *)
        if let open = shape.firstIndex(of: -1) {
            shape[open] = 1
            let rest = try checkedCount(shape)
            guard count.isMultiple(of: rest) else {
                throw unsupported("shape \(found) does not become \(wanted)")
            }
            shape[open] = count / rest
        }
        guard try checkedCount(shape) == count else {
            throw unsupported("shape \(found) does not become \(wanted)")
        }
        return shape
    }
}
