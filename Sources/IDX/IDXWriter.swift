/// Encodes an IDX file part by part, compressed by gzip or not.
///
/// The bytes of each call follow those of the call before; together they are the file. The same
/// content always gives the same bytes: gzip's header names no time and no file.
package struct IDXWriter {
    private let compressor: GzipCompressor?
    private var header: [UInt8]

    /// Begins a file.
    ///
    /// - Parameters:
    ///   - type: The type of the elements, which are handed over big-endian.
    ///   - dimensions: The dimensions, outermost first; each less than 2³².
    ///   - compresses: Whether the file is compressed.
    package init(type: IDXElementType, dimensions: [Int], compresses: Bool) {
        precondition(
            1...IDXHeader.maximumRank ~= dimensions.count
                && dimensions.allSatisfy { 0...Int(UInt32.max) ~= $0 },
            "\(dimensions) are no dimensions of an IDX file")
        compressor = compresses ? GzipCompressor() : nil
        header =
            [0, 0, type.rawValue, UInt8(dimensions.count)]
            + dimensions.flatMap { dimension in
                [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: dimension >> $0) }
            }
    }

    /// The next bytes of the file, for the next elements.
    package mutating func encode(_ elements: [UInt8]) -> [UInt8] {
        let content = header + elements
        header = []
        return compressor?.compress(content, isLast: false) ?? content
    }

    /// The last bytes of the file.
    package mutating func finish() -> [UInt8] {
        let rest = header
        header = []
        return compressor?.compress(rest, isLast: true) ?? rest
    }
}
