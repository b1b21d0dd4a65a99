// swift-tools-version: 6.3

import PackageDescription

// A package of its own, as yours would be. It finds swift-mnist in the folder above; a package that
// is published somewhere would name a URL and a version instead of a path.
func mnist(_ product: String) -> Target.Dependency {
    .product(name: product, package: "swift-mnist")
}

let package = Package(
    name: "swift-mnist-examples",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "swift-mnist", path: "..")],
    targets: [
        .executableTarget(
            name: "EmbeddedClassifier",
            dependencies: [mnist("ImageClassification"), mnist("PictureDecoding")]),
        .executableTarget(
            name: "NetworkByHand",
            dependencies: [
                mnist("IDX"), mnist("NeuralNetwork"), mnist("Safetensors"), mnist("TensorCore"),
            ]),
    ]
)
