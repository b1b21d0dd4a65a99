// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The names are those of the header, against which the compiler checks these functions.
public import CMnist
internal import FileIO
internal import ImageClassification

/// Runs the body of a function that can fail, and turns what it throws into a status and an error.
func attempt(
    _ error: UnsafeMutablePointer<OpaquePointer?>?, _ body: () throws -> Void
) -> mnist_status {
    do {
        try body()
        // Safety: NULL, or the caller's variable.
        if let error = unsafe error { unsafe error.pointee = nil }
        return mnist_status(MNIST_OK)
    } catch let thrown {
        let status = mnist_status(status(of: thrown))
        if let error = unsafe error {
            let handle = ErrorHandle(
                status: status, sentence: sentence(of: thrown) { "\($0)" })
            unsafe error.pointee = handle.handedOut()
        }
        return status
    }
}

private func status(of error: any Error) -> Int {
    switch error {
    case InterfaceFault.busy: MNIST_BUSY
    case InterfaceFault.label: MNIST_BAD_DATA
    case InterfaceFault.cannotTransfer: MNIST_UNREADABLE
    case is InterfaceFault: MNIST_BAD_ARGUMENT
    case let fault as any FileFault where fault.isUnreadable: MNIST_UNREADABLE
    default: MNIST_BAD_DATA
    }
}

/// Reads a text of the caller.
func text(_ pointer: UnsafePointer<CChar>?, _ name: String) throws(InterfaceFault) -> String {
    guard let pointer = unsafe pointer else { throw .null(name) }
    // Safety: the caller gives a text that ends with a zero.
    guard let text = unsafe String(validatingCString: pointer) else { throw .notUTF8(name) }
    return text
}

/// Copies bytes of the caller.
func bytes(
    _ pointer: UnsafePointer<UInt8>?, size: Int, _ name: String
) throws(InterfaceFault) -> [UInt8] {
    guard size >= 0 else { throw .tooLarge(name) }
    guard size > 0 else { return [] }
    guard let pointer = unsafe pointer else { throw .null(name) }
    // Safety: the caller says that so many bytes may be read.
    return unsafe Array(UnsafeBufferPointer(start: pointer, count: size))
}

/// A variable of the caller that takes a result.
func variable<Value>(
    _ pointer: UnsafeMutablePointer<Value>?, _ name: String
) throws(InterfaceFault) -> UnsafeMutablePointer<Value> {
    guard let pointer = unsafe pointer else { throw .null(name) }
    return unsafe pointer
}

/// The sentence of an error.
@c @implementation
public func mnist_error_message(_ error: OpaquePointer?) -> UnsafePointer<CChar>? {
    unsafe (try? ErrorHandle.of(error, "error"))?.message.pointer
}

/// The status of an error.
@c @implementation
public func mnist_error_status(_ error: OpaquePointer?) -> mnist_status {
    unsafe (try? ErrorHandle.of(error, "error"))?.status ?? 0
}

/// Frees an error.
@c @implementation
public func mnist_error_free(_ error: UnsafeMutablePointer<OpaquePointer?>?) {
    unsafe Handle.free(error)
}
