// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The names are those of the header, against which the compiler checks these functions.
public import CMnist
internal import ImageClassification
internal import PartialResults

/// Writes what an evaluation has counted, with what its images are.
@c @implementation
public func mnist_evaluation_save(
    _ evaluation: OpaquePointer?, _ bytes: UnsafeMutablePointer<UInt8>?, _ capacity: Int,
    _ size: UnsafeMutablePointer<Int>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> mnist_status {
    unsafe attempt(error) {
        let handle = unsafe try EvaluationHandle.of(evaluation, "evaluation")
        let size = unsafe try variable(size, "size")
        let content = try handle.turn.take("evaluation") { handle.content }
        guard let partial = content.partial else { throw InterfaceFault.isAnonymous }
        guard let file = partial.files.first else { throw InterfaceFault.isEmpty }
        let text = try partial.bytes(file: file.facts.images)
        unsafe size.pointee = text.count
        guard capacity != 0 else { return }
        guard text.count <= capacity else {
            throw InterfaceFault.noRoom("bytes", expected: text.count, found: capacity)
        }
        let target = unsafe try variable(bytes, "bytes")
        // Safety: the caller has room for at least as many bytes.
        unsafe text.withUnsafeBufferPointer { source in
            guard let start = source.baseAddress else { return }
            unsafe target.update(from: start, count: source.count)
        }
    }
}

/// Reads what was written of an evaluation.
@c @implementation
public func mnist_evaluation_load(
    _ bytes: UnsafePointer<UInt8>?, _ size: Int, _ name: UnsafePointer<CChar>?,
    _ evaluation: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> mnist_status {
    unsafe attempt(error) {
        let evaluation = unsafe try variable(evaluation, "evaluation")
        let name = unsafe try text(name, "name")
        let content = unsafe try CInterface.bytes(bytes, size: size, "bytes")
        let partial = try PartialEvaluation(bytes: content, source: name)
        unsafe evaluation.pointee = EvaluationHandle(.partial(partial)).handedOut()
    }
}
