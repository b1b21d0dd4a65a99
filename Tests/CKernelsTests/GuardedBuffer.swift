#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Memory that ends where a page without access begins.
///
/// Touching anything past the end crashes the test. What lies before it is filled with a pattern that tells whether it was written.
///
/// The start is aligned for the element type and, as the end is on a page boundary, seldom more.
@safe final class GuardedBuffer<Element: BitwiseCopyable> {
    let count: Int
    let start: UnsafeMutablePointer<Element>

    private let mapping: UnsafeMutableRawPointer
    private let accessible: Int
    private let page: Int
    private static var filler: UInt8 { 0xa5 }

    init(_ values: [Element]) {
        count = values.count
        page = Int(sysconf(Int32(_SC_PAGESIZE)))
        let bytes = values.count * MemoryLayout<Element>.stride
        accessible = (bytes + page) / page * page
        // Safety: a fresh private mapping of whole pages, the last one made inaccessible; the
        // values fit before it.
        unsafe mapping = mmap(
            nil, accessible + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0)
        unsafe precondition(mapping != MAP_FAILED, "no memory for a guarded buffer")
        unsafe precondition(mprotect(mapping + accessible, page, PROT_NONE) == 0)
        unsafe mapping.initializeMemory(as: UInt8.self, repeating: Self.filler, count: accessible)
        unsafe start = (mapping + accessible - bytes).bindMemory(
            to: Element.self, capacity: values.count)
        for (index, value) in values.enumerated() {
            unsafe start[index] = value
        }
    }

    deinit {
        // Safety: mapped in `init` and unmapped nowhere else.
        _ = unsafe munmap(mapping, accessible + page)
    }

    var values: [Element] {
        // Safety: `init` bound `count` values here.
        unsafe Array(UnsafeBufferPointer(start: start, count: count))
    }

    /// Whether nothing was written before the start.
    var isIntactBefore: Bool {
        let bytes = count * MemoryLayout<Element>.stride
        // Safety: these bytes are part of the mapping and were initialized.
        return unsafe UnsafeRawBufferPointer(start: mapping, count: accessible - bytes)
            .allSatisfy { $0 == Self.filler }
    }
}
