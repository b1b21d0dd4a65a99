internal import FileIO
internal import NPZ

/// An array of numbers, row after row along its first axis.
///
/// An array whose first axis varies fastest in the file is in memory whole, others are streams.
final class ArrayRows {
    let array: NPYArray
    /// The number of rows.
    let count: Int
    /// The number of elements in a row.
    let rowElements: Int
    /// The type of the elements as ``read(into:)`` gives them.
    let type: NPYElementType
    /// The number of rows read or passed over.
    private(set) var position = 0

    private let stream: NPYStream?
    private let whole: [UInt8]

    /// An array in the order of columns takes so much memory at most.
    private static let largestWhole = 1 << 30

    init(_ array: NPYArray, of file: NPZFile) throws {
        guard array.type.isNumber || array.type.kind == .bool else {
            throw DataSelectionError.arrayType(
                file: file.source, array: array.name, found: "\(array.type)")
        }
        guard let first = array.shape.first else {
            throw DataSelectionError.arrayShape(
                file: file.source, array: array.name, expected: "an axis along which items stand",
                shape: array.shape)
        }
        self.array = array
        count = first
        rowElements = first == 0 ? 0 : array.elementCount / first
        if array.isRowMajor {
            (stream, whole, type) = (try file.stream(of: array), [], array.type)
        } else {
            guard array.byteCount <= Self.largestWhole else {
                throw DataSelectionError.arrayShape(
                    file: file.source, array: array.name,
                    expected: "at most \(Self.largestWhole) bytes in column-major order",
                    shape: array.shape)
            }
            (stream, whole) = (nil, try file.bytes(of: array))
            type = array.type.littleEndian
        }
    }

    private var rowBytes: Int { rowElements * type.byteCount }

    /// Fills `output` with rows as far as there are any.
    ///
    /// - Returns: The number of rows.
    func read(into output: inout MutableRawSpan) throws -> Int {
        let rows = rowBytes == 0 ? 0 : min(output.byteCount / rowBytes, count - position)
        var window = output._mutatingExtracting(0..<rows * rowBytes)
        if let stream {
            _ = try stream.read(into: &window)
        } else {
            let start = position * rowBytes
            // Safety: `copyBytes` checks that the rows fit into the window.
            unsafe window.withUnsafeMutableBytes {
                unsafe $0.copyBytes(from: whole[start..<start + rows * rowBytes])
            }
        }
        position += rows
        return rows
    }

    /// The next rows as numbers, fewer only at the end.
    func numbers(_ rows: Int) throws -> [Double] {
        var bytes = [UInt8](repeating: 0, count: min(rows, count - position) * rowBytes)
        var span = bytes.mutableSpan
        // Safety: every bit pattern is a byte.
        var raw = unsafe span.mutableBytes
        _ = try read(into: &raw)
        return type.doubles(raw.bytes)
    }

    /// Passes over rows.
    func skip(_ rows: Int) throws {
        let rows = min(rows, count - position)
        try stream?.skip(rows * rowElements)
        position += rows
    }

    /// Reads what is left and checks the array to its end.
    func finish() throws {
        try stream?.finish()
        position = count
    }
}
