internal import ImageClassification
internal import PartialResults
internal import Synchronization

/// What a handle of the interface points to.
///
/// A handle is a retained reference: its class tells what it is a handle of.
class Handle {
    /// Lets a caller have a reference, and keeps it alive until ``free(_:)``.
    func handedOut() -> OpaquePointer {
        unsafe OpaquePointer(Unmanaged.passRetained(self).toOpaque())
    }

    /// Releases what a variable of the caller holds, and sets the variable to NULL.
    static func free(_ variable: UnsafeMutablePointer<OpaquePointer?>?) {
        // Safety: the caller's variable holds NULL or a reference that was handed out and not freed.
        guard let variable = unsafe variable, let pointer = unsafe variable.pointee else { return }
        unsafe variable.pointee = nil
        unsafe Unmanaged<Handle>.fromOpaque(UnsafeRawPointer(pointer)).release()
    }

    /// What a handle of the caller points to.
    ///
    /// - Throws: ``InterfaceFault`` for NULL and for a handle of something else.
    static func of(_ pointer: OpaquePointer?, _ name: String) throws(InterfaceFault) -> Self {
        guard let pointer = unsafe pointer else { throw .null(name) }
        // Safety: the header asks for a handle that was not freed; the caller keeps it meanwhile.
        let handle = unsafe Unmanaged<Handle>.fromOpaque(UnsafeRawPointer(pointer))
            .takeUnretainedValue()
        guard let handle = handle as? Self else { throw .wrongHandle(name) }
        return handle
    }
}

/// Text for callers, which lives as long as this object.
///
/// Safety of `@safe`: the memory is the object's own, and its last byte is the end of the text.
@safe
final class CText {
    let pointer: UnsafePointer<CChar>
    private let memory: UnsafeMutableBufferPointer<CChar>

    init(_ text: String) {
        // A zero within would end the text early.
        let bytes = text.utf8.map { CChar(bitPattern: $0 == 0 ? 0x20 : $0) } + [0]
        // Safety: allocated for as many bytes as are stored, and freed once, at the end.
        let memory = UnsafeMutableBufferPointer<CChar>.allocate(capacity: bytes.count)
        _ = unsafe memory.initialize(from: bytes)
        unsafe self.memory = memory
        let start = memory.baseAddress
        guard let start = unsafe start else { preconditionFailure("a text has at least its end") }
        unsafe pointer = UnsafePointer(start)
    }

    deinit { unsafe memory.deallocate() }
}

final class ModelHandle: Handle {
    let classifier: Classifier
    let name: CText
    let classNames: [CText]
    /// The SHA-256 of the file, if it was in memory.
    private let fileSHA256: String?
    /// What partial results know the model by; made when one is first asked for.
    private let knownIdentity = Mutex<ModelIdentity?>(nil)

    init(_ model: Model, fileSHA256: String? = nil) throws {
        classifier = try Classifier(model)
        name = CText(model.manifest.name)
        classNames = model.manifest.classes.map(CText.init)
        self.fileSHA256 = fileSHA256
    }

    /// What partial results know the model by.
    func identity() throws -> ModelIdentity {
        try knownIdentity.withLock { known in
            if let known { return known }
            let path = classifier.model.source
            let identity = try ModelIdentity(
                classifier, fileSHA256: fileSHA256 ?? ModelIdentity.fileSHA256(path: path),
                classNames: classifier.classNames)
            known = identity
            return identity
        }
    }
}

/// Lets one thread at a time use something.
final class Turn: Sendable {
    private let isTaken = Atomic(false)

    func take<Result>(
        _ name: String, _ body: () throws -> Result
    ) throws -> Result {
        guard !isTaken.exchange(true, ordering: .acquiring) else {
            throw InterfaceFault.busy(name)
        }
        defer { isTaken.store(false, ordering: .releasing) }
        return try body()
    }
}

final class SessionHandle: Handle {
    let session: InferenceSession
    let turn = Turn()
    /// Pixels without gaps, where the caller's have some.
    var gathered: [UInt8] = []
    /// Logits of a block, where they are not stored where the caller wants them.
    var scratch: [Float] = []

    init(_ classifier: Classifier, threads: Int) {
        session = InferenceSession(classifier, threads: threads)
    }

    var classifier: Classifier { session.classifier }
}

final class ErrorHandle: Handle {
    let status: Int32
    let message: CText

    init(status: Int32, sentence: String) {
        self.status = status
        message = CText(sentence)
    }
}
