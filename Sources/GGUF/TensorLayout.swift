internal import FileIO

/// What the header says of a tensor, as it stands there.
struct TensorDeclaration {
    let name: String
    let type: GGUFType
    /// The last axis varies fastest.
    let shape: [Int]
    let elementCount: Int
    let byteCount: Int
    /// From the start of the data.
    let offset: Int

    init(
        _ scanner: inout HeaderScanner, mostNameBytes: Int, mostAxes: Int
    ) throws(GGUFError) {
        let file = scanner.content.name
        name = try scanner.string(limit: mostNameBytes)
        let axes = try scanner.u32()
        let name = name
        func wrong(_ expected: String, _ found: String) -> GGUFError {
            .tensor(file: file, tensor: name, expected: expected, found: found)
        }
        guard axes <= UInt32(mostAxes) else { throw wrong("at most \(mostAxes) axes", "\(axes)") }
        var extents: [Int] = []
        for _ in 0..<axes {
            let extent = try scanner.number(8)
            guard let value = Int(exactly: extent), value > 0 else {
                throw wrong("extents of 1 or more", "\(extent)")
            }
            extents.append(value)
        }
        let number = try scanner.u32()
        guard let type = GGUFType(rawValue: number) else {
            throw .unsupportedType(
                file: file, tensor: name, found: GGUFType.name(ofNumber: number) ?? "\(number)")
        }
        self.type = type
        shape = extents.reversed()
        let row = extents.first ?? 1
        guard row % type.blockElements == 0 else {
            throw wrong("rows of whole blocks of \(type.blockElements) elements", "\(row)")
        }
        var bytes = type.blockBytes
        var elements = type.blockElements
        for extent in [row / type.blockElements] + extents.dropFirst() {
            let (product, overflow) = bytes.multipliedReportingOverflow(by: extent)
            let (count, countOverflow) = elements.multipliedReportingOverflow(by: extent)
            guard !overflow, !countOverflow else { throw wrong("a possible size", "\(shape)") }
            (bytes, elements) = (product, count)
        }
        (byteCount, elementCount) = (bytes, elements)
        let offset = try scanner.number(8)
        guard let offset = Int(exactly: offset) else {
            throw wrong("an offset within the file", "\(offset)")
        }
        self.offset = offset
    }
}

/// The places of tensors in the file: one after the other, each aligned.
struct TensorLayout {
    private(set) var tensors: [GGUFTensor] = []

    init(
        _ declarations: [TensorDeclaration], headerEnd: Int, alignment: Int, scanner: HeaderScanner
    ) throws(GGUFError) {
        let (file, size) = (scanner.content.name, scanner.content.size)
        func aligned(_ offset: Int) -> Int { (offset + alignment - 1) / alignment * alignment }
        let dataStart = aligned(headerEnd)
        var end = headerEnd
        for declaration in declarations.sorted(by: { $0.offset < $1.offset }) {
            func wrong(_ expected: String, _ found: String) -> GGUFError {
                .tensor(file: file, tensor: declaration.name, expected: expected, found: found)
            }
            let start = aligned(end)
            guard declaration.offset == start - dataStart else {
                throw wrong(
                    "the offset \(start - dataStart), behind what comes before",
                    "\(declaration.offset)")
            }
            guard start <= size, declaration.byteCount <= size - start else {
                throw wrong(
                    "\(declaration.byteCount) bytes at byte \(start)",
                    "\(max(0, size - start)) to the end of the file")
            }
            try Self.checkPadding(end..<start, scanner)
            end = start + declaration.byteCount
            tensors.append(
                GGUFTensor(
                    name: declaration.name, type: declaration.type, shape: declaration.shape,
                    elementCount: declaration.elementCount, byteRange: start..<end))
        }
        guard size - end < alignment else {
            throw scanner.wrong(at: end, "the end of the file", "\(size - end) bytes more")
        }
        try Self.checkPadding(end..<size, scanner)
    }

    /// Zeros may stand before a tensor and after the last; anything else would be hidden content.
    private static func checkPadding(
        _ range: Range<Int>, _ scanner: HeaderScanner
    ) throws(GGUFError) {
        guard !range.isEmpty else { return }
        let bytes = try scanner.bytes(range)
        guard let index = bytes.firstIndex(where: { $0 != 0 }) else { return }
        throw scanner.wrong(
            at: range.lowerBound + index, "zeros that align what follows",
            "0x" + hexadecimal(bytes[index]))
    }
}
