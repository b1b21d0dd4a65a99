internal import FileIO

extension NPZFile {
    /// Reads all elements of an array: row-major and little-endian, whatever their order in the
    /// file.
    ///
    /// - Throws: ``NPZError/missingArray(file:array:)`` for an array of another file.
    public func bytes(of array: NPYArray) throws(NPZError) -> [UInt8] {
        let stream = try stream(of: array)
        // A column-major array is in memory twice for a moment.
        guard isMemoryAvailable(array.isRowMajor ? array.byteCount : 2 * array.byteCount) else {
            throw .unreadable(
                file: source,
                reason: FileError.tooLarge(path: source, byteCount: array.byteCount).reason)
        }
        var bytes = [UInt8](repeating: 0, count: array.byteCount)
        do {
            var span = bytes.mutableSpan
            // Safety: every bit pattern is a byte.
            var raw = unsafe span.mutableBytes
            _ = try stream.read(into: &raw)
        }
        try stream.finish()
        if array.type.isBigEndian { bytes.reverseWords(of: array.type.wordBytes) }
        return array.isRowMajor ? bytes : bytes.rowMajor(array.shape, array.type.byteCount)
    }

    /// Reads all elements of the array with this name, as ``bytes(of:)-(NPYArray)`` does.
    public func bytes(of name: String) throws(NPZError) -> [UInt8] {
        guard let array = self[name] else { throw .missingArray(file: source, array: name) }
        return try bytes(of: array)
    }
}

extension [UInt8] {
    /// Reverses each word of so many bytes.
    mutating func reverseWords(of size: Int) {
        guard size > 1 else { return }
        for start in stride(from: 0, to: count, by: size) {
            for index in 0..<size / 2 { swapAt(start + index, start + size - 1 - index) }
        }
    }

    /// Elements whose first axis varies fastest, in the order in which the last one does.
    func rowMajor(_ shape: [Int], _ size: Int) -> [UInt8] {
        // The distance in the file between neighbors along each axis.
        var strides: [Int] = []
        var distance = size
        for extent in shape {
            strides.append(distance)
            distance *= extent
        }
        var result: [UInt8] = []
        result.reserveCapacity(count)
        var position = [Int](repeating: 0, count: shape.count)
        var offset = 0
        while result.count < count {
            result += self[offset..<offset + size]
            var axis = shape.count - 1
            while axis >= 0 {
                position[axis] += 1
                offset += strides[axis]
                if position[axis] < shape[axis] { break }
                offset -= strides[axis] * shape[axis]
                position[axis] = 0
                axis -= 1
            }
        }
        return result
    }
}
