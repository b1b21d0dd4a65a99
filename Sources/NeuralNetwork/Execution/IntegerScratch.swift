internal import TensorCore

/// The codes between the steps of a network of integers.
///
/// It grows to what the largest network needs and allocates nothing after that.
struct IntegerScratch: ~Copyable, Sendable {
    /// What an image is before the first step and after each.
    private var maps: [[UInt8]] = []
    /// A map with its padding.
    private var padded: [UInt8] = []
    /// Sums that a function is applied to.
    private var floats: [Float] = []
    /// What a block of images is after each other dense layer, and before the first one.
    private var rows: [[UInt8]] = [[], [], []]
    /// Which of the rows those before the first dense layer are.
    static let firstRows = 2

    /// Makes all large enough; maps and rows get their slack.
    mutating func reserve(maps counts: [Int], padded: Int, floats: Int, rows: Int) {
        while maps.count < counts.count { maps.append([]) }
        for (index, count) in counts.enumerated() { Self.grow(&maps[index], count) }
        Self.grow(&self.padded, padded)
        for index in self.rows.indices { Self.grow(&self.rows[index], rows) }
        if self.floats.count < floats { self.floats = Array(repeating: 0, count: floats) }
    }

    private static func grow(_ codes: inout [UInt8], _ count: Int) {
        let needed = count + IntegerKernels.slack
        if codes.count < needed { codes = Array(repeating: 0, count: needed) }
    }

    /// Lends a map.
    borrowing func read(_ map: Int, _ body: (Span<UInt8>) -> Void) {
        let codes = maps[map]
        body(codes.span)
    }

    /// Takes a map out, so that it can be written while others are read.
    mutating func take(_ map: Int) -> [UInt8] {
        var taken: [UInt8] = []
        swap(&taken, &maps[map])
        return taken
    }

    /// Puts a map back.
    mutating func put(_ taken: consuming [UInt8], _ map: Int) { maps[map] = taken }

    mutating func takePadded() -> [UInt8] {
        var taken: [UInt8] = []
        swap(&taken, &padded)
        return taken
    }

    mutating func putPadded(_ taken: consuming [UInt8]) { padded = taken }

    mutating func takeFloats() -> [Float] {
        var taken: [Float] = []
        swap(&taken, &floats)
        return taken
    }

    mutating func putFloats(_ taken: consuming [Float]) { floats = taken }

    mutating func takeRows(_ index: Int) -> [UInt8] {
        var taken: [UInt8] = []
        swap(&taken, &rows[index])
        return taken
    }

    mutating func putRows(_ taken: consuming [UInt8], _ index: Int) { rows[index] = taken }
}
