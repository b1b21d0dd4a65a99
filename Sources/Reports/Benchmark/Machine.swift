internal import FileIO

#if canImport(Darwin)
    import Darwin
#endif

/// The computer that a measurement was made on.
enum Machine {
    /// What the maker calls the processor; `nil` where the system does not tell.
    static let processorName: String? = {
        #if canImport(Darwin)
            var size = 0
            let key = "machdep.cpu.brand_string"
            // Safety: the first call only asks for the size, the second writes that many bytes.
            guard unsafe sysctlbyname(key, nil, &size, nil, 0) == 0 else { return nil }
            var text = [UInt8](repeating: 0, count: size)
            guard unsafe sysctlbyname(key, &text, &size, nil, 0) == 0 else { return nil }
            return String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
        #else
            let line = firstBytes(of: "/proc/cpuinfo").split(separator: "\n").first {
                $0.hasPrefix("model name")
            }
            return line?.split(separator: ":", maxSplits: 1).last.map { $0.drop { $0 == " " } }
                .map(String.init)
        #endif
    }()

    /// The start of a file of the system, whose stated size is 0.
    private static func firstBytes(of path: String) -> String {
        guard let file = try? InputFile(path: path, mayLackSize: true) else { return "" }
        var bytes = [UInt8](repeating: 0, count: 4096)
        var span = bytes.mutableSpan
        // Safety: every bit pattern is a byte.
        var raw = unsafe span.mutableBytes
        let count = (try? file.read(into: &raw, at: 0)) ?? 0
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}
