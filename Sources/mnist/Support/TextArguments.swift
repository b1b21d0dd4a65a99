import FileIO

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Arguments and variables as the system hands them over, which are bytes and not text.
///
/// A Swift `String` repairs what is not UTF-8, and the name of a file would become that of another.
enum TextArguments {
    private static let variables = ["MNIST_HOME", "MNIST_KERNELS"]

    /// Refuses what is not UTF-8.
    static func check() throws(CommandFailure) {
        for index in 1..<max(1, Int(CommandLine.argc)) {
            // Safety: the system gives `argc` strings, each of which ends in a NUL.
            let argument = unsafe CommandLine.unsafeArgv[index].map { unsafe bytes(of: $0) }
            try check(argument ?? [], "argument \(index)")
        }
        for name in variables {
            // Safety: getenv's string is copied at once; nothing here changes the environment.
            try check(unsafe getenv(name).map { unsafe bytes(of: $0) } ?? [], name)
        }
    }

    private static func check(_ bytes: [UInt8], _ name: String) throws(CommandFailure) {
        guard String(validating: bytes, as: UTF8.self) == nil else { return }
        throw .usage("\(name): expected valid UTF-8, found \(shown(bytes))")
    }

    private static func bytes(of string: UnsafePointer<CChar>) -> [UInt8] {
        // Safety: the string ends in a NUL, before which all bytes are its own.
        unsafe UnsafeBufferPointer(start: string, count: strlen(string)).map {
            UInt8(bitPattern: $0)
        }
    }

    /// The bytes with those that are no printable ASCII in hexadecimal, as in `p\xFF.png`.
    private static func shown(_ bytes: [UInt8]) -> String {
        bytes.map { byte in
            (0x20..<0x7F).contains(byte)
                ? String(UnicodeScalar(byte)) : "\\x" + hexadecimal(byte)
        }.joined()
    }
}
