import FileIO
import FrameStreams

/// Standard input and output as a channel of frames.
struct StandardChannel: FrameChannel {
    /// What errors call standard input.
    static let inputName = "standard input"

    mutating func read(into bytes: inout [UInt8], from start: Int) throws -> Int {
        try StandardInput.read(into: &bytes, from: start, name: Self.inputName)
    }

    mutating func write(_ bytes: [UInt8]) throws { try StandardOutput.write(bytes) }
}
