public import FileIO

/// Why a safetensors file is refused, or cannot be written.
///
/// Offsets of bytes count from the start of the file unless a case says otherwise.
public enum SafetensorsError: FileFault, Hashable {
    // MARK: The file

    /// The file cannot be opened or read: a matter of the system, not of what it contains.
    case unreadable(file: String, reason: String)
    /// The file cannot be created or written.
    case unwritable(file: String, reason: String)
    /// The file has no bytes.
    case empty(file: String)
    /// The file is too short to hold the length of a header.
    case tooShort(file: String, foundBytes: Int)
    /// The file has another format.
    case foreignFormat(file: String, kind: FileKind)

    // MARK: The header as a text

    /// The header's length is less than the two bytes of `{}`, or more than the limit.
    case wrongHeaderLength(file: String, limit: Int, found: UInt64)
    /// The file ends before its header does.
    case truncatedHeader(file: String, expectedBytes: Int, foundBytes: Int)
    /// The header does not begin with `{`.
    case wrongHeaderStart(file: String, found: UInt8)
    /// The header is not the JSON it should be.
    case invalidHeader(file: String, offset: Int, reason: String)
    /// The JSON of one tensor has a wrong value, a wrong key, or a wrong number of values.
    case invalidTensor(file: String, tensor: String, offset: Int, reason: String)
    /// The metadata is not an object that has strings alone, each under a key of its own.
    case invalidMetadata(file: String, offset: Int, reason: String)
    /// There are more tensors and metadata keys than the limit.
    case tooManyEntries(file: String, limit: Int)

    // MARK: A tensor

    /// Two tensors have the same name.
    case duplicateTensor(file: String, tensor: String)
    /// A tensor lacks `dtype`, `shape` or `data_offsets`.
    case missingKey(file: String, tensor: String, key: String)
    /// A tensor's type is none that the format has.
    case unknownType(file: String, tensor: String, found: String)
    /// A tensor's data ends before it begins.
    case reversedOffsets(file: String, tensor: String, begin: Int, end: Int)
    /// The size of a tensor's data does not fit into 63 bits.
    case sizeOverflow(file: String, tensor: String, shape: [Int])
    /// Elements of 4 or 6 bits that do not fill their last byte.
    case partialByte(file: String, tensor: String, bits: Int)
    /// Type and shape need another number of bytes than the offsets give.
    case wrongSize(file: String, tensor: String, expectedBytes: Int, foundBytes: Int)

    // MARK: The data as a whole

    /// Bytes before a tensor belong to none; offsets count from the start of the data.
    case hole(file: String, tensor: String, expectedBegin: Int, foundBegin: Int)
    /// A tensor begins within another; offsets count from the start of the data.
    case overlap(
        file: String, tensor: String, other: String, expectedBegin: Int, foundBegin: Int)
    /// The data ends before the last tensor does.
    case truncatedData(file: String, tensor: String, expectedBytes: Int, foundBytes: Int)
    /// Bytes follow the last tensor.
    case trailingBytes(file: String, expectedBytes: Int, foundBytes: Int)

    // MARK: Use

    /// The file has no such tensor.
    case missingTensor(file: String, tensor: String)
    /// Elements of this type cannot be converted from or to `Float`.
    case unsupportedType(file: String, tensor: String, dtype: DType)
    /// A tensor to be written has the name that the format keeps for metadata.
    case reservedName(file: String)
}

extension SafetensorsError {
    /// Whether the file could not be read, holds bad data, or could not be written.
    public var failure: FileFailure {
        switch self {
        case .unreadable: .unreadable
        case .unwritable: .cannotWrite
        default: .badContent
        }
    }
}
