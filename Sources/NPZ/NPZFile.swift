internal import FileIO
internal import Synchronization

/// A file that NumPy wrote: an archive of named arrays (`.npz`), or one array (`.npy`).
///
///     let file = try NPZFile(path: "mnist.npz")
///     for array in file.arrays { print(array.name, array.type, array.shape) }
///     let labels = try file.bytes(of: "y_test")
///
/// The file is trusted in nothing: the headers of the archive agree with one another, each byte
/// belongs to one member alone, and an array's header announces exactly what its member holds, or
/// the file is refused with the reason. Elements are read when they are asked for, and then checked
/// against the archive's CRC-32.
public final class NPZFile: Sendable {
    /// What errors call the file: its path, or the label given with its bytes.
    public let source: String
    /// Whether the file is an archive, rather than a single array.
    public let isArchive: Bool
    /// The arrays in the order of the file.
    public let arrays: [NPYArray]

    private let places: [Place]
    private let indexByName: [[UInt8]: Int]
    private let content: ByteContent
    /// The array of which a part was asked for last, converted, since the next part follows.
    let lastUsed = Mutex<(index: Int, bytes: [UInt8])?>(nil)

    /// Where an array is.
    private struct Place {
        /// `nil` if the file is the array.
        let member: ZipMember?
        let headerBytes: Int
    }

    /// Opens a file and reads the headers of all its arrays.
    public convenience init(path: String, limits: NPZLimits = .init()) throws(NPZError) {
        let content: ByteContent
        do throws(FileError) {
            content = try ByteContent(path: path)
        } catch {
            throw .unreadable(file: path, reason: error.reason)
        }
        try self.init(content, limits: limits)
    }

    /// Reads a file that is in memory.
    ///
    /// - Parameters:
    ///   - bytes: The whole file.
    ///   - source: What errors call the file.
    ///   - limits: How much of the structure is read before the file is refused.
    public convenience init(
        bytes: [UInt8], source: String, limits: NPZLimits = .init()
    ) throws(NPZError) {
        try self.init(ByteContent(bytes: bytes, name: source), limits: limits)
    }

    private init(_ content: ByteContent, limits: NPZLimits) throws(NPZError) {
        (self.content, source) = (content, content.name)
        guard content.size > 0 else { throw .empty(file: content.name) }
        let first = try content.slice(0..<min(content.size, FileKind.prefixByteCount))
        let kind = FileKind(firstBytes: Array(first))
        switch kind {
        case .numPyArray:
            isArchive = false
            let stream = MemberStream(content)
            let (array, place) = try Self.array(
                named: Self.stem(content.name), of: stream, member: nil, file: content.name,
                limits: limits)
            (arrays, places) = ([array], [place])
        case .numPyArchive, .zipArchive:
            isArchive = true
            let archive = try ZipArchive(content, limits: limits)
            var found: [(NPYArray, Place)] = []
            for member in archive.members {
                let name = try Self.arrayName(member, file: content.name)
                let stream = try MemberStream(content, member)
                found.append(
                    try Self.array(
                        named: name, of: stream, member: member, file: content.name, limits: limits
                    ))
            }
            (arrays, places) = (found.map(\.0), found.map(\.1))
        default:
            throw .foreignFormat(file: content.name, kind: kind)
        }
        indexByName = Dictionary(
            arrays.enumerated().map { (Array($1.name.utf8), $0) },
            uniquingKeysWith: { first, _ in first })
    }

    private static func arrayName(_ member: ZipMember, file: String) throws(NPZError) -> String {
        let suffix = ".npy"
        guard member.name.utf8.count > suffix.utf8.count, member.name.hasSuffix(suffix) else {
            throw .member(
                file: file, member: member.name, expected: "an array, NAME.npy",
                found: "another name")
        }
        return String(member.name.dropLast(suffix.count))
    }

    /// The name of a file without folder and `.npy`.
    private static func stem(_ path: String) -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return name.hasSuffix(".npy") && name.count > 4 ? String(name.dropLast(4)) : name
    }

    private static func array(
        named name: String, of stream: MemberStream, member: ZipMember?, file: String,
        limits: NPZLimits
    ) throws(NPZError) -> (NPYArray, Place) {
        let header = try NPYHeader(array: name, file: file, limits: limits) {
            (count) throws(NPZError) in try stream.next(count)
        }
        // Nothing is made of the size that is announced before so many bytes are known to be there.
        guard stream.remaining == header.byteCount else {
            throw .wrongSize(
                file: file, array: name, expectedBytes: header.byteCount,
                foundBytes: stream.remaining)
        }
        if let member, member.isDeflated {
            let (most, overflow) = member.range.count.multipliedReportingOverflow(
                by: ZipMember.maximumExpansion)
            guard overflow || member.size <= most else {
                throw .member(
                    file: file, member: member.name,
                    expected: "at most \(most) bytes from \(member.range.count) of deflate",
                    found: "\(member.size)")
            }
        }
        let array = NPYArray(
            name: name, type: header.type, shape: header.shape,
            isFortranOrder: header.isFortranOrder, elementCount: header.elementCount,
            isCompressed: member?.isDeflated ?? false)
        return (array, Place(member: member, headerBytes: header.headerBytes))
    }

    /// The array with this name, which is compared byte by byte.
    public subscript(name: String) -> NPYArray? { index(of: name).map { arrays[$0] } }

    /// The position of an array in ``arrays``.
    func index(of name: String) -> Int? { indexByName[Array(name.utf8)] }

    /// Reads an array from its first element on, in the order of the file.
    ///
    /// - Throws: ``NPZError/missingArray(file:array:)`` for an array of another file.
    public func stream(of array: NPYArray) throws(NPZError) -> NPYStream {
        guard let index = index(of: array.name), arrays[index] == array else {
            throw .missingArray(file: source, array: array.name)
        }
        let place = places[index]
        let stream =
            if let member = place.member {
                try MemberStream(content, member)
            } else {
                MemberStream(content)
            }
        _ = try stream.next(place.headerBytes)
        return NPYStream(array, stream)
    }
}
