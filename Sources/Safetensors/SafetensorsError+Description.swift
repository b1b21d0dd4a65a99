internal import FileIO
internal import StrictJSON
internal import WeightSources

extension SafetensorsError {
    /// One sentence: the file, what is wrong and where, what was expected and what was found.
    ///
    /// Names that come from the file are escaped and shortened.
    public var description: String {
        "\(displayName(file, maximumLength: .max)): \(problem)"
    }

    /// The label of the file, as the caller gave it.
    public var file: String {
        switch self {
        case .unreadable(let file, _), .unwritable(let file, _), .empty(let file),
            .tooShort(let file, _), .foreignFormat(let file, _),
            .wrongHeaderLength(let file, _, _), .truncatedHeader(let file, _, _),
            .wrongHeaderStart(let file, _), .invalidHeader(let file, _, _),
            .invalidTensor(let file, _, _, _), .invalidMetadata(let file, _, _),
            .tooManyEntries(let file, _), .duplicateTensor(let file, _),
            .missingKey(let file, _, _), .unknownType(let file, _, _),
            .reversedOffsets(let file, _, _, _), .sizeOverflow(let file, _, _),
            .partialByte(let file, _, _), .wrongSize(let file, _, _, _),
            .hole(let file, _, _, _), .overlap(let file, _, _, _, _),
            .truncatedData(let file, _, _, _), .trailingBytes(let file, _, _),
            .missingTensor(let file, _), .unsupportedType(let file, _, _),
            .reservedName(let file):
            file
        }
    }

    /// The sentence without the file.
    private var problem: String {
        switch self {
        case .unreadable(_, let reason), .unwritable(_, let reason):
            reason
        case .empty:
            "is empty: expected safetensors, found 0 bytes"
        case .tooShort(_, let found):
            "ends at byte \(found): expected a header length of 8 bytes, found \(found)"
        case .foreignFormat(_, let kind):
            "wrong format at byte 0: expected safetensors, found \(kind.advice ?? "\(kind)")"
        case .wrongHeaderLength(_, let limit, let found):
            "wrong header length at byte 0: expected 2 to \(limit), found \(found)"
        case .truncatedHeader(_, let expected, let found):
            "ends within its header at byte \(found): the header length promises at least "
                + "\(expected) bytes, but the file has \(found)"
        case .wrongHeaderStart(_, let found):
            "wrong header at byte 8: expected `{`, found byte 0x\(hexadecimal(found))"
        case .invalidHeader(_, let offset, let reason):
            "wrong header JSON at byte \(offset): \(reason)"
        case .invalidTensor(_, let tensor, let offset, let reason):
            "wrong JSON of tensor \(displayName(tensor)) at byte \(offset): \(reason)"
        case .invalidMetadata(_, let offset, let reason):
            "wrong metadata at byte \(offset): \(reason)"
        case .tooManyEntries(_, let limit):
            "has too many tensors and metadata keys: expected at most \(limit), found more"
        case .duplicateTensor(_, let tensor):
            "tensor \(displayName(tensor)) is declared twice: expected it once"
        case .missingKey(_, let tensor, let key):
            "tensor \(displayName(tensor)) has no \(key)"
        case .unknownType(_, let tensor, let found):
            "unknown type of tensor \(displayName(tensor)): "
                + "expected one such as F32 or BF16, found \(displayName(found))"
        case .reversedOffsets(_, let tensor, let begin, let end):
            "wrong data_offsets of tensor \(displayName(tensor)): "
                + "expected the end at \(begin) or later, found \(end)"
        case .sizeOverflow(_, let tensor, let shape):
            "the size of tensor \(displayName(tensor)) overflows: expected less than 2^63 bits, "
                + "found shape \(shape)"
        case .partialByte(_, let tensor, let bits):
            "tensor \(displayName(tensor)) ends within a byte: "
                + "expected a multiple of 8 bits, found \(bits)"
        case .wrongSize(_, let tensor, let expected, let found):
            "wrong size of tensor \(displayName(tensor)): its type and shape need "
                + "\(expected) bytes, its data_offsets have \(found)"
        case .hole(_, let tensor, let expected, let found):
            "a hole before tensor \(displayName(tensor)) at byte \(expected) of the data: "
                + "expected it to begin there, found \(found)"
        case .overlap(_, let tensor, let other, let expected, let found):
            "tensor \(displayName(tensor)) overlaps \(displayName(other)) at byte \(found) of the "
                + "data: expected it to begin at \(expected), found \(found)"
        case .truncatedData(_, let tensor, let expected, let found):
            "ends within tensor \(displayName(tensor)): "
                + "expected \(expected) bytes of data, found \(found)"
        case .trailingBytes(_, let expected, let found):
            "has bytes after its last tensor: expected \(expected) bytes of data, found \(found)"
        case .missingTensor(_, let tensor):
            "has no tensor \(displayName(tensor))"
        case .unsupportedType(_, let tensor, let dtype):
            "unsupported type \(dtype.rawValue) for tensor \(displayName(tensor)): "
                + "expected \(alternatives(WeightType.floats.compactMap { DType($0)?.rawValue }))"
        case .reservedName:
            "a tensor cannot be named __metadata__: the format keeps this name"
        }
    }
}
