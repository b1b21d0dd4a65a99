// swift-tools-version: 6.3

import PackageDescription

// A package of its own, since all of it is built with instruments that nobody else needs. The
// flags for that are in `tools/ci/fuzz`, which builds and runs it.
func mnist(_ product: String) -> Target.Dependency {
    .product(name: product, package: "swift-mnist")
}

let package = Package(
    name: "swift-mnist-fuzz",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "swift-mnist", path: "..")],
    targets: [
        .executableTarget(
            name: "Fuzz",
            dependencies: [
                "CFuzzer", mnist("CSV"), mnist("DigitPreparation"), mnist("GGUF"), mnist("IDX"),
                mnist("ImageClassification"), mnist("NPZ"), mnist("ONNX"), mnist("PartialResults"),
                mnist("PictureDecoding"), mnist("Safetensors"), mnist("TensorCore"),
            ]),
        // What `tools/ci/differential` compares with the readers of others.
        .executableTarget(
            name: "Readings",
            dependencies: [mnist("IDX"), mnist("PictureDecoding"), mnist("Safetensors")]),
        .target(name: "CFuzzer"),
    ]
)
