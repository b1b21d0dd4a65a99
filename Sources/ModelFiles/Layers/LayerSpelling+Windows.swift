internal import NeuralNetwork
internal import StrictJSON
internal import TensorCore

// How files spell the windows of convolutions and poolings.

extension ManifestObject {
    /// [rows, columns], or one number for both.
    mutating func size(
        _ key: String, default size: Size2D? = nil
    ) throws(ManifestError) -> Size2D {
        if let size, !holds(key) { return size }
        if case .integer = value(key) { return Size2D(try integer(key)) }
        let extents = try integers(key, count: 2)
        return Size2D(height: extents[0], width: extents[1])
    }

    /// The padding: four sides, [rows, columns], one number for all sides, or a word.
    mutating func padding() throws(ManifestError) -> PaddingSpelling {
        switch value("padding") {
        case nil: return .sides(.none)
        case .integer:
            let side = try integer("padding")
            return .sides(Padding2D(top: side, left: side, bottom: side, right: side))
        case .string:
            switch try string("padding") {
            case "valid": return .sides(.none)
            case "same": return .same
            default:
                throw ManifestError(
                    reason: "\(place("padding")): expected numbers, same or valid")
            }
        case .array(let sides) where sides.count == 2:
            let sides = try integers("padding", count: 2)
            return .sides(
                Padding2D(top: sides[0], left: sides[1], bottom: sides[0], right: sides[1]))
        default:
            let sides = try integers("padding", count: 4)
            return .sides(
                Padding2D(top: sides[0], left: sides[1], bottom: sides[2], right: sides[3]))
        }
    }

    /// The window of a pooling, which moves by its own size unless its stride is given.
    mutating func window() throws(ManifestError) -> Window2D {
        let size = try size("size")
        let stride = try self.size("stride", default: size)
        let padding = try padding()
        let dilation = try self.size("dilation", default: Size2D(1))
        try check(padding, stride: stride)
        return Window2D(
            size: size, stride: stride, padding: padding.sides(size: size, dilation: dilation),
            dilation: dilation)
    }

    /// Refuses `same` where it depends on the size of what is padded.
    func check(_ padding: PaddingSpelling, stride: Size2D) throws(ManifestError) {
        guard padding == .same, stride != Size2D(1) else { return }
        throw ManifestError(
            reason: "\(place("padding")): expected numbers where the stride is not 1, since what "
                + "same pads then depends on the size of the feature maps, found same")
    }
}

/// A padding as a file spells it.
enum PaddingSpelling: Hashable, Sendable {
    case sides(Padding2D)
    /// As much as keeps the size with a stride of 1; an odd rest goes to the bottom and right.
    case same

    /// The padding of a window.
    func sides(size: Size2D, dilation: Size2D) -> Padding2D {
        guard case .same = self else {
            if case .sides(let padding) = self { return padding }
            return .none
        }
        let rows = Self.extra(size.height, dilation.height)
        let columns = Self.extra(size.width, dilation.width)
        return Padding2D(
            top: rows / 2, left: columns / 2, bottom: rows - rows / 2,
            right: columns - columns / 2)
    }

    /// dilation · (size - 1); a wrong window is refused by the network.
    private static func extra(_ size: Int, _ dilation: Int) -> Int {
        let product = dilation.multipliedReportingOverflow(by: max(size, 1) - 1)
        return product.overflow ? 0 : max(product.partialValue, 0)
    }

    var json: JSONValue {
        switch self {
        case .sides(let padding): padding.json
        case .same: "same"
        }
    }
}

extension Size2D {
    var json: JSONValue { [.integer(height), .integer(width)] }
}

extension Padding2D {
    var json: JSONValue { .array([top, left, bottom, right].map { .integer($0) }) }
}

extension Window2D {
    var members: [JSONValue.Member] {
        [
            .init("size", size.json), .init("stride", stride.json), .init("padding", padding.json),
        ] + (dilation == Size2D(1) ? [] : [.init("dilation", dilation.json)])
    }
}
