internal import FileIO

extension ONNXValueInfo {
    /// Reads a `ValueInfoProto`, and of its type as much as there is for a tensor.
    init(_ message: Range<Int>, _ file: FileReading) throws(Fault) {
        var name: String?
        var type: Range<Int>?
        try file.count()
        try file.forEachField(of: message) { (field) throws(Fault) in
            switch field.number {
            case 1: try field.keep(try field.text("name", in: file.bytes), in: &name, "name")
            case 2: try field.keep(try field.message("type"), in: &type, "type")
            default: break
            }
        }
        guard let name, !name.isEmpty else { throw Fault(expected: "a name", found: "none") }
        let (element, shape) = try within(displayName(name)) { () throws(Fault) in
            try type.map { (type) throws(Fault) in try Self.tensorType(type, file) } ?? (nil, nil)
        }
        self.init(name: name, type: element, shape: shape)
    }

    /// Element type and shape of a `TypeProto`; nothing for sequences, maps and the like.
    private static func tensorType(
        _ message: Range<Int>, _ file: FileReading
    ) throws(Fault) -> (ONNXElementType?, [ONNXDimension]?) {
        var tensor: Range<Int>?
        try file.forEachField(of: message) { (field) throws(Fault) in
            guard field.number == 1 else { return }
            try field.keep(try field.message("tensor_type"), in: &tensor, "tensor_type")
        }
        guard let tensor else { return (nil, nil) }
        var type: Int32?
        var shape: Range<Int>?
        try file.forEachField(of: tensor) { (field) throws(Fault) in
            switch field.number {
            case 1: try field.keep(try field.int32("elem_type"), in: &type, "elem_type")
            case 2: try field.keep(try field.message("shape"), in: &shape, "shape")
            default: break
            }
        }
        var element: ONNXElementType?
        if let type, type != 0 {
            element = ONNXElementType(rawValue: type)
            guard element != nil else {
                throw Fault(
                    expected: "an elem_type of 1 to \(ONNXElementType.allCases.count)",
                    found: "\(type)")
            }
        }
        return (
            element, try shape.map { (shape) throws(Fault) in try dimensions(shape, file) }
        )
    }

    private static func dimensions(
        _ message: Range<Int>, _ file: FileReading
    ) throws(Fault) -> [ONNXDimension] {
        var dimensions: [ONNXDimension] = []
        try file.forEachField(of: message) { (field) throws(Fault) in
            guard field.number == 1 else { return }
            try file.count()
            dimensions.append(try dimension(try field.message("dim"), file))
        }
        guard dimensions.count <= file.limits.axes else {
            throw Fault(
                expected: "at most \(file.limits.axes) axes", found: "\(dimensions.count)")
        }
        return dimensions
    }

    private static func dimension(
        _ message: Range<Int>, _ file: FileReading
    ) throws(Fault) -> ONNXDimension {
        var dimension: ONNXDimension?
        try file.forEachField(of: message) { (field) throws(Fault) in
            switch field.number {
            case 1:
                let value = try field.int64("dim_value")
                try field.keep(
                    value > 0 ? .known(Int(value)) : .unknown, in: &dimension,
                    "the extent of an axis")
            case 2:
                let name = try field.text("dim_param", in: file.bytes)
                try field.keep(
                    name.isEmpty ? .unknown : .named(name), in: &dimension, "the extent of an axis")
            default: break
            }
        }
        return dimension ?? .unknown
    }
}
