#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// What the system says of this process; 0 where it does not say.
struct ProcessFigures: Sendable {
    let residentBytes: Int
    let processorSeconds: Double
    let startSeconds: Double
    let openFiles: Int

    init(started: UInt64) {
        var usage = rusage()
        // Safety: `usage` outlives the call, which only writes into it. 0 is `RUSAGE_SELF`, which
        // systems spell with different types.
        unsafe getrusage(0, &usage)
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        processorSeconds = seconds(usage.ru_utime) + seconds(usage.ru_stime)
        startSeconds = Double(started) / 1e9
        residentBytes = Self.residentPages * Int(getpagesize())
        openFiles = Self.entryCount("/proc/self/fd")
    }

    /// The second number of Linux's `statm`.
    private static var residentPages: Int {
        guard let file = unsafe fopen("/proc/self/statm", "r") else { return 0 }
        defer { unsafe fclose(file) }
        var line = [CChar](repeating: 0, count: 128)
        // Safety: at most the size of `line` is written, the closing NUL included.
        guard unsafe fgets(&line, CInt(line.count), file) != nil else { return 0 }
        let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
        let fields = text.split(separator: " ")
        return fields.count > 1 ? Int(fields[1]) ?? 0 : 0
    }

    private static func entryCount(_ folder: String) -> Int {
        guard let listing = unsafe opendir(folder) else { return 0 }
        defer { unsafe closedir(listing) }
        var count = 0
        while unsafe readdir(listing) != nil { count += 1 }
        // Without the two of every folder, and the listing's own.
        return max(0, count - 3)
    }
}
