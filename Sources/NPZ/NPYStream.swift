/// The elements of one array in the order of the file, some at a time.
///
/// A stream is used by one thread at a time. Memory does not grow with the array.
public final class NPYStream {
    /// What is read.
    public let array: NPYArray

    private let stream: MemberStream

    init(_ array: NPYArray, _ stream: MemberStream) { (self.array, self.stream) = (array, stream) }

    /// How many elements are still to come.
    public var elementsLeft: Int { stream.remaining / array.type.byteCount }

    /// Fills `output` with elements as they stand in the file; fewer only at the end.
    ///
    /// - Parameter output: A whole number of elements.
    /// - Returns: The number of elements.
    public func read(into output: inout MutableRawSpan) throws(NPZError) -> Int {
        precondition(output.byteCount % array.type.byteCount == 0, "a part of an element")
        return try stream.read(into: &output) / array.type.byteCount
    }

    /// Passes over elements.
    public func skip(_ count: Int) throws(NPZError) {
        var left = min(count, elementsLeft) * array.type.byteCount
        while left > 0 { left -= try stream.next(min(left, 64 << 10)).count }
    }

    /// Reads what is left, and checks the array to its end: size, compression and CRC-32.
    public func finish() throws(NPZError) {
        try skip(elementsLeft)
        try stream.finish()
    }
}
