internal import FileIO

/// Labels of a data set that are known to be wrong, with the right ones, from a CSV file.
///
/// Test sets contain errors: C. G. Northcutt, A. Athalye and J. Mueller, "Pervasive Label Errors in
/// Test Sets Destabilize Machine Learning Benchmarks" (2021, arXiv:2103.14749), found 15 in MNIST's
/// that people confirmed. No list comes with the package.
///
/// A line is `index,label`: the image's position from 0 and its right class, both in decimal
/// digits. A first line that reads `index,label` is passed over. Lines end in a newline, with or
/// without a carriage return before it, and the last one may lack it. Nothing else is accepted: no
/// spaces, quotes, comments or empty lines, and no index twice.
public struct LabelCorrections: Sendable {
    /// The path of the file.
    public let source: String
    /// By rising index.
    private let entries: [Entry]

    private struct Entry {
        let index: UInt32
        let label: UInt32
        let line: UInt32
    }

    /// The largest file that is read, 16 MiB: over a million corrections.
    public static let byteLimit = 16 << 20

    /// Reads a file of corrections.
    ///
    /// - Throws: ``LabelCorrectionsError`` when it cannot be read or a line is not as described.
    public init(path: String) throws(LabelCorrectionsError) {
        try self.init(bytes: Self.content(of: path), source: path)
    }

    private static func content(of path: String) throws(LabelCorrectionsError) -> [UInt8] {
        let file: InputFile
        do {
            file = try InputFile(path: path)
        } catch {
            throw .unreadable(file: path, reason: error.reason)
        }
        guard file.size <= byteLimit else {
            throw .tooLarge(file: path, limit: byteLimit, found: file.size)
        }
        do {
            return try file.bytes(in: 0..<file.size)
        } catch {
            throw .unreadable(file: path, reason: error.reason)
        }
    }

    /// Reads corrections that are in memory.
    ///
    /// - Parameters:
    ///   - bytes: The lines of the file.
    ///   - source: What errors call it.
    /// - Throws: ``LabelCorrectionsError`` when a line is not as described.
    public init(
        bytes: [UInt8], source: String = "corrections in memory"
    ) throws(LabelCorrectionsError) {
        guard bytes.count <= Self.byteLimit else {
            throw .tooLarge(file: source, limit: Self.byteLimit, found: bytes.count)
        }
        var entries: [Entry] = []
        var line: UInt32 = 0
        var rest = bytes[...]
        while !rest.isEmpty {
            line += 1
            var text = rest.prefix { $0 != UInt8(ascii: "\n") }
            rest = rest.dropFirst(text.count + 1)
            if text.last == UInt8(ascii: "\r") { text.removeLast() }
            if line == 1, text.elementsEqual(Self.header.utf8) { continue }
            let fields = text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            guard fields.count == 2, let index = Self.number(fields[0]),
                let label = Self.number(fields[1])
            else {
                throw .malformed(
                    file: source, line: Int(line), expected: "index,label, both in decimal digits",
                    found: Self.printable(text))
            }
            entries.append(Entry(index: index, label: label, line: line))
        }
        guard !entries.isEmpty else { throw .empty(file: source) }
        entries.sort { ($0.index, $0.line) < ($1.index, $1.line) }
        for (first, second) in zip(entries, entries.dropFirst()) where first.index == second.index {
            throw .malformed(
                file: source, line: Int(second.line), expected: "each index once",
                found: "index \(second.index) of line \(first.line) again")
        }
        self.source = source
        self.entries = entries
    }

    private static let header = "index,label"

    /// The value of decimal digits; `nil` for anything else, and beyond 32 bits.
    private static func number(_ digits: ArraySlice<UInt8>) -> UInt32? {
        // UInt32's own initializer also takes a plus sign.
        guard digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        return UInt32(String(decoding: digits, as: UTF8.self))
    }

    /// The start of a line, which may be anything.
    private static func printable(_ line: ArraySlice<UInt8>) -> String {
        let start = String(decoding: line.prefix(40), as: UTF8.self)
        return displayName(start) + (line.count > 40 ? "… (\(line.count) bytes)" : "")
    }

    /// The number of corrections.
    public var count: Int { entries.count }

    /// The right class of the image at `index`; `nil` where the file says nothing.
    public subscript(index: Int) -> Int? {
        let position = firstPosition(from: index)
        guard position < entries.count, entries[position].index == index else { return nil }
        return Int(entries[position].label)
    }

    /// The labels of the images from `start` on, the wrong ones replaced.
    package func corrected(_ labels: [Int], start: Int) -> [Int] {
        var labels = labels
        var position = firstPosition(from: start)
        while position < entries.count, Int(entries[position].index) - start < labels.count {
            labels[Int(entries[position].index) - start] = Int(entries[position].label)
            position += 1
        }
        return labels
    }

    /// Refuses corrections of images that are not there, and to classes that are not there.
    package func check(imageCount: Int, classCount: Int) throws(LabelCorrectionsError) {
        for entry in entries {
            if entry.index >= imageCount {
                throw .malformed(
                    file: source, line: Int(entry.line),
                    expected: "an index of 0 to \(imageCount - 1)", found: "\(entry.index)")
            }
            if entry.label >= classCount {
                throw .malformed(
                    file: source, line: Int(entry.line),
                    expected: "a label of 0 to \(classCount - 1)", found: "\(entry.label)")
            }
        }
    }

    /// The position of the first entry whose index is `index` or more.
    private func firstPosition(from index: Int) -> Int {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].index < index { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// A result against the labels that a file of corrections makes of the published ones.
public struct Corrected<Result: Sendable>: Sendable {
    /// The counts with corrected labels.
    public let result: Result
    /// What was corrected.
    public let corrections: LabelCorrections
    /// How many of the images looked at have another label than the published one.
    public let changedLabels: Int

    package init(result: Result, corrections: LabelCorrections, changedLabels: Int) {
        self.result = result
        self.corrections = corrections
        self.changedLabels = changedLabels
    }
}
