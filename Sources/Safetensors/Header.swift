internal import FileIO
internal import StrictJSON

/// The content of a header: metadata, and tensors in the order of their data.
struct Header {
    private(set) var metadata: [String: String] = [:]
    private(set) var tensors: [TensorInfo] = []

    private let file: String
    private let limits: SafetensorsLimits

    /// The key under which a header keeps metadata instead of a tensor.
    static let metadataKey = "__metadata__"

    /// Reads the header that stands in `range` of `bytes`.
    ///
    /// - Parameter dataBytes: The number of bytes that follow the header in the file.
    init(
        _ bytes: [UInt8], in range: Range<Int>, dataBytes: Int, file: String,
        limits: SafetensorsLimits
    ) throws(SafetensorsError) {
        self.file = file
        self.limits = limits
        var json = JSONReader(bytes, in: range, maximumDepth: Self.depth)
        try readEntries(&json)
        try checkPadding(bytes[json.offset..<range.upperBound])
        tensors.sort { $0.precedes($1) }
        try checkCoverage(dataBytes: dataBytes)
    }

    /// The header, a tensor in it, and that tensor's shape: nothing is nested deeper.
    private static let depth = 3

    private mutating func readEntries(_ json: inout JSONReader) throws(SafetensorsError) {
        do {
            try json.beginObject()
        } catch {
            throw .invalidHeader(file: file, offset: error.offset, reason: "\(error.reason)")
        }
        while let name = try nextName(&json) {
            if name == Self.metadataKey {
                try readMetadata(&json)
            } else {
                tensors.append(try readTensor(name, &json))
            }
            guard tensors.count + metadata.count <= limits.entries else { throw tooManyEntries }
        }
    }

    private func nextName(_ json: inout JSONReader) throws(SafetensorsError) -> String? {
        do {
            return try json.nextKey()
        } catch {
            if case .duplicateKey(let name) = error.reason {
                throw .duplicateTensor(file: file, tensor: name)
            }
            throw .invalidHeader(file: file, offset: error.offset, reason: "\(error.reason)")
        }
    }

    private func readTensor(
        _ name: String, _ json: inout JSONReader
    ) throws(SafetensorsError) -> TensorInfo {
        let declaration: TensorDeclaration
        do {
            declaration = try TensorDeclaration(from: &json, limits: limits)
        } catch {
            throw .invalidTensor(
                file: file, tensor: name, offset: error.offset, reason: "\(error.reason)")
        }
        return try declaration.checked(name: name, file: file)
    }

    private mutating func readMetadata(_ json: inout JSONReader) throws(SafetensorsError) {
        do throws(JSONError) {
            try json.beginObject()
            while metadata.count <= limits.entries, let key = try json.nextKey() {
                let offset = json.offset
                let value = try json.readString()
                // To a Dictionary keys are one if they differ only in how letters are composed.
                // Neither of two values may be lost, so the file is refused.
                guard metadata.updateValue(value, forKey: key) == nil else {
                    throw JSONError(offset: offset, reason: .duplicateKey(key))
                }
            }
        } catch {
            throw .invalidMetadata(file: file, offset: error.offset, reason: "\(error.reason)")
        }
    }

    private var tooManyEntries: SafetensorsError {
        .tooManyEntries(file: file, limit: limits.entries)
    }

    /// Spaces may fill the header up; anything else there would be hidden content.
    private func checkPadding(_ padding: ArraySlice<UInt8>) throws(SafetensorsError) {
        guard let offset = padding.firstIndex(where: { $0 != 0x20 }) else { return }
        throw .invalidHeader(
            file: file, offset: offset,
            reason: "expected only spaces after the object, found byte 0x"
                + hexadecimal(padding[offset]))
    }

    /// Checks that each byte of the data belongs to exactly one tensor.
    private func checkCoverage(dataBytes: Int) throws(SafetensorsError) {
        var end = 0
        for (index, tensor) in tensors.enumerated() {
            let begin = tensor.byteRange.lowerBound
            if begin > end {
                throw .hole(
                    file: file, tensor: tensor.name, expectedBegin: end, foundBegin: begin)
            }
            if begin < end {
                throw .overlap(
                    file: file, tensor: tensor.name, other: tensors[index - 1].name,
                    expectedBegin: end, foundBegin: begin)
            }
            end = tensor.byteRange.upperBound
            if end > dataBytes {
                throw .truncatedData(
                    file: file, tensor: tensor.name, expectedBytes: end, foundBytes: dataBytes)
            }
        }
        guard end == dataBytes else {
            throw .trailingBytes(file: file, expectedBytes: end, foundBytes: dataBytes)
        }
    }
}

extension TensorInfo {
    /// Orders by place in the data; among tensors at one place, those without bytes come first.
    fileprivate func precedes(_ other: TensorInfo) -> Bool {
        let (range, otherRange) = (byteRange, other.byteRange)
        return (range.lowerBound, range.upperBound, name)
            < (otherRange.lowerBound, otherRange.upperBound, other.name)
    }
}
