internal import CSV
internal import FileIO
internal import IDX
internal import NPZ

/// Where a file of a data set is: on disk, or in memory under a name.
enum DataFile: Sendable {
    /// A path, of a file or a folder.
    case path(String)
    /// The whole content, and what errors call it.
    case memory([UInt8], name: String)

    /// The path, or the name of the bytes.
    var name: String {
        switch self {
        case .path(let path): path
        case .memory(_, let name): name
        }
    }

    /// Opens an IDX file.
    ///
    /// - Parameter recordsStoredBytes: Told the size of the file, says whether its compressed bytes
    ///   are wanted too.
    func idx(recordsStoredBytes: (_ size: Int) -> Bool = { _ in false }) throws(IDXError)
        -> IDXReader
    {
        switch self {
        case .path(let path):
            try IDXReader(path: path, recordsStoredBytes: recordsStoredBytes)
        case .memory(let bytes, let name):
            try IDXReader(bytes: bytes, source: name, recordsStoredBytes: recordsStoredBytes)
        }
    }

    /// Opens a file that NumPy wrote.
    func numPy() throws(NPZError) -> NPZFile {
        switch self {
        case .path(let path): try NPZFile(path: path)
        case .memory(let bytes, let name): try NPZFile(bytes: bytes, source: name)
        }
    }

    /// Opens a table.
    func table() throws(CSVError) -> CSVReader {
        switch self {
        case .path(let path): try CSVReader(path: path)
        case .memory(let bytes, let name): try CSVReader(bytes: bytes, source: name)
        }
    }

    /// The kind that the content is of, once it is decompressed.
    var kind: FileKind? {
        switch self {
        case .path(let path): ContentStart.kind(of: path)
        case .memory(let bytes, let name): ContentStart.kind(of: bytes, source: name)
        }
    }
}
