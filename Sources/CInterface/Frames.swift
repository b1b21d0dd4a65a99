// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The names are those of the header, against which the compiler checks these functions.
public import CMnist
internal import FrameStreams

/// Answers frames until the input ends.
@c @implementation
public func mnist_frames_answer(
    _ model: OpaquePointer?, _ options: UnsafePointer<mnist_frame_options>?,
    _ reader: mnist_frame_reader?, _ writer: mnist_frame_writer?,
    _ context: UnsafeMutableRawPointer?, _ name: UnsafePointer<CChar>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> mnist_status {
    unsafe attempt(error) {
        let classifier = unsafe try ModelHandle.of(model, "model").classifier
        guard let options = unsafe options?.pointee else { throw InterfaceFault.null("options") }
        guard let reader = unsafe reader else { throw InterfaceFault.null("reader") }
        guard let writer = unsafe writer else { throw InterfaceFault.null("writer") }
        let name = unsafe try text(name, "name")
        let stream = FrameStream(classifier, options: try FrameOptions(options), name: name)
        var channel = unsafe CallerChannel(
            name: name, reader: reader, writer: writer, context: context)
        try stream.run(&channel)
    }
}

extension FrameOptions {
    fileprivate init(_ options: mnist_frame_options) throws(InterfaceFault) {
        self.init()
        let all = Answers.allCases
        guard all.indices.contains(Int(options.answers)) else {
            throw .outOfRange(
                "answers", expected: "0 to \(all.count - 1)", found: Int(options.answers))
        }
        answers = all[Int(options.answers)]
        threads = try threadCount(options.threads)
        form = options.is_jsonl == 0 ? .raw : .jsonl
        keepsGoing = options.keeps_going != 0
        guard !keepsGoing || form == .jsonl else {
            throw .outOfRange("keeps_going", expected: "0 with raw frames", found: 1)
        }
        isBuffered = options.is_buffered != 0
    }
}

/// Two functions of the caller as a channel of frames.
@safe
private struct CallerChannel: FrameChannel {
    let name: String
    let reader: mnist_frame_reader
    let writer: mnist_frame_writer
    let context: UnsafeMutableRawPointer?

    mutating func read(into bytes: inout [UInt8], from start: Int) throws -> Int {
        let room = bytes.count - start
        // Safety: the function gets the memory from `start` to the end, and how much that is.
        let found = unsafe bytes.withUnsafeMutableBufferPointer { buffer in
            unsafe reader(context, buffer.baseAddress.map { unsafe $0 + start }, room)
        }
        guard (0...Int64(room)).contains(found) else {
            throw InterfaceFault.cannotTransfer(name, verb: "read")
        }
        return Int(found)
    }

    mutating func write(_ bytes: [UInt8]) throws {
        // Safety: the function gets the array's memory and its size.
        let status = unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe writer(context, buffer.baseAddress, buffer.count)
        }
        guard status == 0 else {
            throw InterfaceFault.cannotTransfer("the answers to \(name)", verb: "written")
        }
    }
}
