import CMalloc

/// What `mnist evaluate` does for its start alone, in one place.
///
/// The command is over in some tens of milliseconds, of which first touches of memory take several:
/// two thousand fresh pages of 4 KiB, over a microsecond each. Huge pages make them a few hundred
/// faults (`docs/performance-limits.md` has the measurement). They are a setting of the whole process, so
/// only the command that gains from them asks for them, and no library does.
enum FastStart {
    /// More than an evaluation of a bundled set with a bundled model takes.
    private static let byteCount = 16 << 20

    /// Asks for memory in huge pages, where the system has them.
    static func preferHugePages() { cmalloc_prefer_huge_pages(byteCount) }
}
