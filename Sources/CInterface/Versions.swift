// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The names are those of the header, against which the compiler checks these functions.
internal import CMnist
internal import ImageClassification

/// Constants, as text that stays.
private enum Constants {
    // Safety: nothing changes the text, so any thread may read it.
    nonisolated(unsafe) static let version = CText(SwiftMNIST.version)
    static let features: Set<String> = [
        "model-bytes", "pictures", "strides", "shards", "rejection", "frames", "safetensors", "npz",
        "gguf", "onnx",
    ]
}

/// The version of the interface.
@c @implementation
public func mnist_interface_version() -> UInt32 { 1 }

/// The version of the package.
@c @implementation
public func mnist_version() -> UnsafePointer<CChar>? { unsafe Constants.version.pointer }

/// Whether there is a feature of this name.
@c @implementation
public func mnist_has_feature(_ name: UnsafePointer<CChar>?) -> Int32 {
    guard let name = unsafe try? text(name, "the name") else { return 0 }
    return Constants.features.contains(name) ? 1 : 0
}
