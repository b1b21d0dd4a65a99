internal import FileIO

extension IDXArray {
    /// Makes an array of elements, to be written or read like a file's.
    ///
    /// ```swift
    /// let labels = try IDXArray(.uint8, dimensions: [3], bytes: [7, 2, 1])
    /// try labels.write(to: "labels.gz", compresses: true)
    /// ```
    ///
    /// - Parameters:
    ///   - type: The type of every element.
    ///   - dimensions: Outermost first: 1 to 8 of them, each 0 to 2³² − 1.
    ///   - bytes: The elements, row-major, big-endian.
    ///   - source: What errors call the array.
    /// - Throws: ``IDXError`` when dimensions and elements do not agree in size.
    public init(
        _ type: IDXElementType, dimensions: [Int], bytes: [UInt8], source: String = "new file"
    ) throws(IDXError) {
        let header = try IDXHeader(type, dimensions: dimensions, source: source)
        guard bytes.count >= header.byteCount else {
            throw .bodyTooShort(
                file: source, expectedBytes: header.byteCount, foundBytes: bytes.count)
        }
        guard bytes.count == header.byteCount else {
            throw .bodyTooLong(
                file: source, expectedBytes: header.byteCount, foundBytes: bytes.count)
        }
        self.init(header: header, bytes: bytes, source: source)
    }

    /// Makes an array of labels: of `uint8` if all are below 256, else of `int32`.
    ///
    /// - Parameter labels: Shape `[N]`, each 0…2³¹ − 1.
    package init(
        labels: [some FixedWidthInteger], source: String = "new file"
    ) throws(IDXError) {
        let isWide = labels.contains { $0 > 255 }
        let shifts = isWide ? [24, 16, 8, 0] : [0]
        try self.init(
            isWide ? .int32 : .uint8, dimensions: [labels.count],
            bytes: labels.flatMap { label in
                shifts.map { UInt8(truncatingIfNeeded: label >> $0) }
            }, source: source)
    }

    /// The bytes of a file with this array; the same array always gives the same bytes.
    ///
    /// - Parameter compresses: Whether they are compressed by gzip.
    public func fileBytes(compresses: Bool = false) -> [UInt8] {
        guard compresses else { return header.encodedBytes + bytes }
        let compressor = GzipCompressor()
        return compressor.compress(header.encodedBytes, isLast: false)
            + compressor.compress(bytes, isLast: true)
    }

    /// Writes a file with this array, which appears whole or not at all.
    ///
    /// - Parameters:
    ///   - path: Where; a file that is there is replaced.
    ///   - compresses: Whether it is compressed by gzip.
    /// - Throws: A `FileFault` that names the path and what the system refused.
    public func write(to path: String, compresses: Bool = false) throws {
        try OutputFile.replace(path, with: fileBytes(compresses: compresses))
    }
}
