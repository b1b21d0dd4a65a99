import CMalloc

/// What happens when memory is refused after it was asked for.
///
/// Sizes that come from files are asked for before they are taken, which is an error like others.
/// Another process or thread may take the memory in between, and small sizes are never asked for;
/// an allocation that fails then ends a Swift program.
enum MemoryExhaustion {
    private static let line: StaticString = """
        mnist: error: memory: expected what Swift asked for, found that the system has no more of it

        """

    /// Lets the command end with a sentence and a status all the same.
    static func endsWithSentence() {
        // Safety: a static string stays where it is, and ends with NUL.
        unsafe line.utf8Start.withMemoryRebound(to: CChar.self, capacity: line.utf8CodeUnitCount) {
            unsafe cmalloc_report_exhaustion($0, CommandFailure.noInput)
        }
    }
}
