// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The names are those of the header, against which the compiler checks these functions.
public import CMnist
internal import ImageClassification
internal import NeuralNetwork
internal import PartialResults

/// Reads a model from a file.
@c @implementation
public func mnist_model_open(
    _ path: UnsafePointer<CChar>?, _ model: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> mnist_status {
    unsafe attempt(error) {
        let model = unsafe try variable(model, "model")
        let path = unsafe try text(path, "path")
        unsafe model.pointee = try ModelHandle(Model(path: path)).handedOut()
    }
}

/// Reads a model from memory.
@c @implementation
public func mnist_model_read(
    _ bytes: UnsafePointer<UInt8>?, _ size: Int, _ name: UnsafePointer<CChar>?,
    _ model: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> mnist_status {
    unsafe attempt(error) {
        let model = unsafe try variable(model, "model")
        let name = unsafe try text(name, "name")
        let content = unsafe try CInterface.bytes(bytes, size: size, "bytes")
        unsafe model.pointee = try ModelHandle(
            Model(bytes: content, source: name),
            fileSHA256: ModelIdentity.fileSHA256(bytes: content)
        ).handedOut()
    }
}

/// Tells the sizes of a model.
@c @implementation
public func mnist_model_facts(
    _ model: OpaquePointer?, _ facts: UnsafeMutablePointer<mnist_facts>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> mnist_status {
    unsafe attempt(error) {
        let classifier = unsafe try ModelHandle.of(model, "model").classifier
        let facts = unsafe try variable(facts, "facts")
        let shape = classifier.inputShape
        unsafe facts.pointee = mnist_facts(
            height: UInt32(shape.height), width: UInt32(shape.width),
            channels: UInt32(shape.channels), classes: UInt32(classifier.classCount),
            multiply_adds: UInt64(classifier.model.network.multiplyAddsPerInput),
            has_independent_classes: classifier.hasIndependentOutputs ? 1 : 0, reserved: 0)
    }
}

/// The name of a model.
@c @implementation
public func mnist_model_name(_ model: OpaquePointer?) -> UnsafePointer<CChar>? {
    unsafe (try? ModelHandle.of(model, "model"))?.name.pointer
}

/// What a class is called.
@c @implementation
public func mnist_model_class_name(
    _ model: OpaquePointer?, _ index: UInt32
) -> UnsafePointer<CChar>? {
    guard let names = unsafe (try? ModelHandle.of(model, "model"))?.classNames,
        names.indices.contains(Int(index))
    else { return nil }
    return unsafe names[Int(index)].pointer
}

/// Whether a model can tell images of none of its classes.
@c @implementation
public func mnist_model_can_reject(_ model: OpaquePointer?) -> Int32 {
    unsafe (try? ModelHandle.of(model, "model"))?.classifier.model.rejection == nil ? 0 : 1
}

/// Frees a model.
@c @implementation
public func mnist_model_free(_ model: UnsafeMutablePointer<OpaquePointer?>?) {
    unsafe Handle.free(model)
}
