// swift-tools-version: 6.3

import PackageDescription

// A package of its own, so that users and contributors of swift-mnist need not build the tools
// that measure it.
let measuring: [Target.Dependency] = [.product(name: "Benchmark", package: "benchmark")]

func mnist(_ product: String) -> Target.Dependency {
    .product(name: product, package: "swift-mnist")
}

let package = Package(
    name: "swift-mnist-benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "swift-mnist", path: ".."),
        // Without traits: its interposers want a library to preload, or replace the allocator
        // that is to be measured.
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.0", traits: []),
    ],
    targets: [
        .executableTarget(
            name: "Micro",
            dependencies: measuring + [
                mnist("IDX"), mnist("ImageClassification"), mnist("NeuralNetwork"),
                mnist("TensorCore"),
            ],
            path: "Benchmarks/Micro",
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
        .executableTarget(
            name: "Pipeline",
            dependencies: measuring + [mnist("ImageClassification"), mnist("NeuralNetwork")],
            path: "Benchmarks/Pipeline",
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
    ]
)
