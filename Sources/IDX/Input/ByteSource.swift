internal import FileIO

/// The stored bytes of a data file, on disk or in memory, readable at any offset.
package struct ByteSource: Sendable {
    private enum Storage {
        case file(InputFile)
        case memory([UInt8])
    }

    /// The label that error messages use: the path as given, or a name chosen by the caller.
    package let name: String
    /// The size in bytes when the source was opened.
    package let size: Int
    private let storage: Storage

    package init(path: String) throws(IDXError) {
        do throws(FileError) {
            let file = try InputFile(path: path)
            (name, size, storage) = (path, file.size, .file(file))
        } catch {
            throw .unreadable(file: error.file, reason: error.reason)
        }
    }

    init(bytes: [UInt8], name: String) {
        (self.name, size, storage) = (name, bytes.count, .memory(bytes))
    }

    /// Fills `buffer` with the bytes from `offset` on; fewer only where the source ends.
    ///
    /// Bytes that a file gains after it was opened do not exist here, bytes it lost are an error:
    /// so every reader sees exactly `size` bytes.
    package func read(
        into buffer: inout MutableRawSpan, at offset: Int
    ) throws(IDXError) -> Int {
        let count = max(0, min(buffer.byteCount, size - offset))
        var window = buffer._mutatingExtracting(0..<count)
        switch storage {
        case .file(let file):
            do throws(FileError) {
                let found = try file.read(into: &window, at: offset)
                guard found == count else {
                    throw .shrank(path: name, expectedBytes: size, foundBytes: offset + found)
                }
            } catch {
                throw .unreadable(file: error.file, reason: error.reason)
            }
        case .memory(let bytes):
            // Safety: both sides hold `count` bytes, and memory of the caller's cannot overlap an
            // array held here.
            unsafe window.withUnsafeMutableBytes { target in
                unsafe bytes.withUnsafeBytes { source in
                    unsafe target.copyMemory(
                        from: UnsafeRawBufferPointer(rebasing: source[offset..<offset + count]))
                }
            }
        }
        return count
    }
}
