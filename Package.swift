// swift-tools-version: 6.3

import PackageDescription

// Every Swift target is built with the strict settings of the language. None of them is an
// "unsafe flag", so that other packages may depend on this one.
let strict: [SwiftSetting] = [
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let argumentParser = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "swift-mnist",
    // Built and tested on Linux; the code has no part that is Linux's alone, and the others are untested.
    platforms: [.macOS(.v15), .iOS(.v18), .tvOS(.v18), .visionOS(.v2)],
    products: [
        .library(name: "FileIO", targets: ["FileIO"]),
        .library(name: "CZlib", targets: ["CZlib"]),
        .library(name: "CMalloc", targets: ["CMalloc"]),
        .library(name: "IDX", targets: ["IDX"]),
        .library(name: "NPZ", targets: ["NPZ"]),
        .library(name: "CSV", targets: ["CSV"]),
        .library(name: "GGUF", targets: ["GGUF"]),
        .library(name: "Safetensors", targets: ["Safetensors"]),
        .library(name: "ONNX", targets: ["ONNX"]),
        .library(name: "WeightSources", targets: ["WeightSources"]),
        .library(name: "StrictJSON", targets: ["StrictJSON"]),
        .library(name: "TensorCore", targets: ["TensorCore"]),
        .library(name: "NeuralNetwork", targets: ["NeuralNetwork"]),
        .library(name: "PictureDecoding", targets: ["PictureDecoding"]),
        .library(name: "DigitPreparation", targets: ["DigitPreparation"]),
        .library(name: "Metrics", targets: ["Metrics"]),
        .library(name: "Datasets", targets: ["Datasets"]),
        .library(name: "ModelFiles", targets: ["ModelFiles"]),
        .library(
            name: "ImageClassification", targets: ["ImageClassification", "LocalizedFaults"]),
        // `…Essentials` are without `LocalizedFaults` and `LocalizedReports`, and so without
        // Foundation, which takes time at the start of a program, and memory.
        .library(name: "ImageClassificationEssentials", targets: ["ImageClassification"]),
        .library(name: "Conversion", targets: ["Conversion", "LocalizedReports"]),
        .library(name: "Inspection", targets: ["Inspection", "LocalizedReports"]),
        .library(name: "PartialResults", targets: ["PartialResults", "LocalizedReports"]),
        .library(name: "Benchmarking", targets: ["Benchmarking", "LocalizedReports"]),
        .library(name: "Reports", targets: ["Reports", "LocalizedReports"]),
        .library(name: "ReportsEssentials", targets: ["Reports"]),
        .library(name: "BundledModels", targets: ["BundledModels"]),
        .library(name: "BundledData", targets: ["BundledData"]),
        .library(name: "libmnist", type: .dynamic, targets: ["CInterface"]),
        .executable(name: "mnist", targets: ["mnist"]),
    ],
    traits: [
        .trait(
            name: "Pictures",
            description: "Reads PNG and JPEG and writes PNG, with libpng and TurboJPEG."),
        .default(enabledTraits: ["Pictures"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")
    ],
    targets: [
        // MARK: - Public API
        .target(name: "FileIO", swiftSettings: strict),
        .target(
            name: "IDX", dependencies: ["Checksums", "Deflate", "FileIO"], swiftSettings: strict),
        .target(
            name: "NPZ", dependencies: ["Checksums", "Deflate", "FileIO", "WeightSources"],
            swiftSettings: strict),
        .target(name: "CSV", dependencies: ["FileIO", "IDX"], swiftSettings: strict),
        .target(name: "GGUF", dependencies: ["FileIO", "WeightSources"], swiftSettings: strict),
        .target(
            name: "Safetensors", dependencies: ["FileIO", "StrictJSON", "WeightSources"],
            swiftSettings: strict),
        .target(name: "WeightSources", dependencies: ["FileIO"], swiftSettings: strict),
        .target(
            name: "ONNX", dependencies: ["FileIO", "WeightSources"], swiftSettings: strict),
        .target(name: "TensorCore", dependencies: ["CKernels"], swiftSettings: strict),
        .target(name: "NeuralNetwork", dependencies: ["TensorCore"], swiftSettings: strict),
        .target(
            name: "PictureDecoding",
            dependencies: [
                .target(name: "CPNG", condition: .when(traits: ["Pictures"])),
                .target(name: "CPNGReader", condition: .when(traits: ["Pictures"])),
                .target(name: "CTurboJPEG", condition: .when(traits: ["Pictures"])), "CZlib",
                "Checksums", "FileIO",
            ],
            swiftSettings: strict),
        .target(
            name: "DigitPreparation", dependencies: ["FileIO", "PictureDecoding"],
            swiftSettings: strict),
        .target(name: "Metrics", swiftSettings: strict),
        .target(
            name: "Datasets",
            dependencies: [
                "CSV", "Checksums", "DigitPreparation", "FileIO", "IDX", "NPZ", "Parallelism",
                "PictureDecoding", "StrictJSON",
            ],
            swiftSettings: strict),
        .target(
            name: "ModelFiles",
            dependencies: [
                "Datasets", "FileIO", "GGUF", "NPZ", "NeuralNetwork", "ONNX", "Safetensors",
                "StrictJSON", "TensorCore", "WeightSources",
            ],
            swiftSettings: strict),
        .target(
            name: "ImageClassification",
            dependencies: [
                "Checksums", "Datasets", "DigitPreparation", "FileIO", "IDX", "Metrics",
                "ModelFiles", "NeuralNetwork", "Parallelism", "PictureDecoding", "TensorCore",
            ],
            swiftSettings: strict),
        .target(
            name: "LocalizedFaults",
            dependencies: [
                "CSV", "Datasets", "DigitPreparation", "FileIO", "GGUF", "IDX",
                "ImageClassification", "ModelFiles", "NPZ", "NeuralNetwork", "ONNX",
                "PictureDecoding", "Safetensors", "StrictJSON", "TensorCore", "WeightSources",
            ],
            swiftSettings: strict),
        .target(
            name: "LocalizedReports",
            dependencies: [
                "Benchmarking", "Conversion", "Inspection", "LocalizedFaults", "PartialResults",
                "Reports",
            ],
            swiftSettings: strict),
        .target(
            name: "Conversion",
            dependencies: [
                "Datasets", "FileIO", "ImageClassification", "Metrics", "ModelFiles",
                "NeuralNetwork", "ONNX", "Parallelism", "Safetensors", "StrictJSON", "TensorCore",
                "WeightSources",
            ],
            swiftSettings: strict),
        .target(
            name: "FrameStreams",
            dependencies: ["FileIO", "ImageClassification", "StrictJSON", "TensorCore"],
            swiftSettings: strict),
        .target(
            name: "PartialResults",
            dependencies: [
                "Checksums", "FileIO", "ImageClassification", "StrictJSON", "TensorCore",
            ],
            swiftSettings: strict),
        .target(
            name: "Inspection",
            dependencies: [
                "CSV", "Checksums", "Datasets", "DigitPreparation", "FileIO", "GGUF", "IDX",
                "ImageClassification", "ModelFiles", "NPZ", "NeuralNetwork", "ONNX",
                "PictureDecoding", "Safetensors", "TensorCore", "WeightSources",
            ],
            swiftSettings: strict),
        .target(
            name: "Benchmarking",
            dependencies: [
                "Checksums", "Datasets", "FileIO", "IDX", "ImageClassification", "ModelFiles",
            ],
            swiftSettings: strict),
        .target(name: "Figures", dependencies: ["FileIO"], swiftSettings: strict),
        .target(
            name: "Reports",
            dependencies: [
                "Benchmarking", "Conversion", "Datasets", "DigitPreparation", "Figures", "FileIO",
                "IDX", "ImageClassification", "Inspection", "Metrics", "ModelFiles",
                "NeuralNetwork", "ONNX", "Parallelism", "PartialResults", "PictureDecoding",
                "Safetensors",
                "StrictJSON", "TensorCore", "WeightSources",
            ],
            swiftSettings: strict),

        // MARK: - Files
        // Resources are copied beside the program of who depends on these, where `BundledFiles` looks.
        // The targets hold no Swift code, since SwiftPM would have that import Foundation.
        .target(
            name: "BundledModels", path: "models", exclude: ["README.md"],
            sources: ["resources.c"],
            resources: [
                .copy("fashion-cnn-int8.safetensors"), .copy("fashion-cnn.safetensors"),
                .copy("fashion-mlp.safetensors"), .copy("mnist-cnn-int8.safetensors"),
                .copy("mnist-cnn.safetensors"), .copy("mnist-mlp-int8.safetensors"),
                .copy("mnist-mlp.safetensors"), .copy("mnist-sigmoid.safetensors"),
            ],
            publicHeadersPath: "."),
        .target(
            name: "BundledData", path: "data", exclude: ["README.md"], sources: ["resources.c"],
            resources: [.copy("fashion-mnist"), .copy("mnist")], publicHeadersPath: "."),
        .target(name: "CMnist"),
        .target(
            name: "CInterface",
            dependencies: [
                "CMnist", "DigitPreparation", "FileIO", "FrameStreams", "ImageClassification",
                "NeuralNetwork", "Parallelism", "PartialResults", "PictureDecoding", "TensorCore",
            ],
            swiftSettings: strict),

        // MARK: - Command
        .executableTarget(
            name: "mnist",
            dependencies: [
                "Benchmarking", "CMalloc", "Checksums", "Conversion", "Datasets",
                "DigitPreparation", "Figures", "FileIO", "FrameStreams", "IDX",
                "ImageClassification", "Inspection", "Metrics", "ModelFiles", "NeuralNetwork",
                "Parallelism", "PartialResults", "PictureDecoding", "Reports", "Safetensors",
                "StrictJSON", "TensorCore", argumentParser,
            ],
            swiftSettings: strict),

        // MARK: - Implementation details
        .target(name: "CCRC32", dependencies: ["CProcessor"]),
        .target(name: "CKernels", dependencies: ["CProcessor"]),
        .target(name: "CMalloc"),
        .target(name: "CPNGReader", dependencies: ["CPNG"]),
        .target(name: "CProcessor"),
        .target(name: "CSHA256", dependencies: ["CProcessor"]),
        .target(name: "CThreads"),
        .target(
            name: "Checksums", dependencies: ["CCRC32", "CSHA256", "CZlib"], swiftSettings: strict),
        .target(
            name: "Deflate", dependencies: ["CZlib", "Checksums"], swiftSettings: strict),
        .target(
            name: "Parallelism", dependencies: ["CThreads", "FileIO"], swiftSettings: strict),
        .target(name: "StrictJSON", dependencies: ["FileIO"], swiftSettings: strict),
        .systemLibrary(
            name: "CZlib", pkgConfig: "zlib",
            providers: [.apt(["zlib1g-dev"]), .yum(["zlib-devel"]), .brew(["zlib"])]),
        .systemLibrary(
            name: "CPNG", pkgConfig: "libpng",
            providers: [.apt(["libpng-dev"]), .yum(["libpng-devel"]), .brew(["libpng"])]),
        .systemLibrary(
            name: "CTurboJPEG", pkgConfig: "libturbojpeg",
            providers: [
                .apt(["libturbojpeg0-dev"]), .yum(["turbojpeg-devel"]), .brew(["jpeg-turbo"]),
            ]),

        // MARK: - Tests
        .target(name: "CAllocationCounter", path: "Tests/CAllocationCounter"),
        .target(
            name: "TestSupport", dependencies: ["CZlib"], path: "Tests/TestSupport",
            swiftSettings: strict),
        .testTarget(
            name: "CKernelsTests", dependencies: ["CKernels", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "FileIOTests", dependencies: ["FileIO", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "StrictJSONTests", dependencies: ["StrictJSON"], swiftSettings: strict),
        .testTarget(
            name: "IDXTests",
            dependencies: [
                "Checksums", "FileIO", "IDX", "ImageClassification", "TestSupport",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "WeightSourcesTests", dependencies: ["FileIO", "WeightSources"],
            swiftSettings: strict),
        .testTarget(
            name: "SafetensorsTests",
            dependencies: ["FileIO", "Safetensors", "TestSupport", "WeightSources"],
            resources: [.copy("Fixtures")], swiftSettings: strict),
        .testTarget(
            name: "ONNXTests", dependencies: ["ONNX", "TestSupport"], exclude: ["Fixtures"],
            swiftSettings: strict),
        .testTarget(
            name: "CSVTests", dependencies: ["CSV", "FileIO", "IDX", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "DatasetsTests",
            dependencies: [
                "CSV", "Datasets", "DigitPreparation", "FileIO", "ImageClassification", "NPZ",
                "PictureDecoding", "TestSupport",
            ],
            exclude: ["Fixtures"], swiftSettings: strict),
        .testTarget(
            name: "GGUFTests", dependencies: ["FileIO", "GGUF", "TestSupport", "WeightSources"],
            resources: [.copy("Fixtures")], swiftSettings: strict),
        .testTarget(
            name: "NPZTests", dependencies: ["FileIO", "NPZ", "TestSupport", "WeightSources"],
            resources: [.copy("Fixtures")], swiftSettings: strict),
        .testTarget(
            name: "TensorCoreTests", dependencies: ["TensorCore", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "NeuralNetworkTests", dependencies: ["NeuralNetwork", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "PictureDecodingTests", dependencies: ["PictureDecoding", "TestSupport"],
            exclude: ["Fixtures"], swiftSettings: strict),
        .testTarget(
            name: "DigitPreparationTests",
            dependencies: ["DigitPreparation", "IDX", "PictureDecoding", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "ChecksumsTests", dependencies: ["CCRC32", "CZlib", "Checksums", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "ParallelismTests", dependencies: ["Parallelism", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "ImageClassificationTests",
            dependencies: [
                "Benchmarking", "CAllocationCounter", "Conversion", "FileIO", "FrameStreams", "IDX",
                "ImageClassification", "Inspection", "ModelFiles", "NeuralNetwork", "ONNX",
                "Safetensors", "TensorCore", "TestSupport", "WeightSources",
            ],
            exclude: ["Fixtures"],
            swiftSettings: strict),
        .testTarget(
            name: "BorderTests",
            dependencies: [
                "Benchmarking", "CSV", "Conversion", "FileIO", "GGUF", "IDX", "ImageClassification",
                "Inspection", "NPZ", "ONNX", "PartialResults", "Reports", "Safetensors",
                "StrictJSON", "WeightSources",
            ],
            // The tests hand over memory as callers do.
            swiftSettings: Array(strict.dropFirst())),
        .testTarget(
            name: "LocalizedFaultsTests",
            dependencies: [
                "Benchmarking", "Conversion", "ImageClassification", "Inspection",
                "LocalizedFaults", "LocalizedReports", "PartialResults", "Reports",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "CInterfaceTests",
            dependencies: ["CInterface", "CMnist", "TestSupport"], exclude: ["C"],
            swiftSettings: strict),
        .testTarget(
            name: "CorpusTests",
            dependencies: [
                "GGUF", "IDX", "NPZ", "ONNX", "Safetensors", "StrictJSON", "TestSupport",
                "WeightSources",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "EmulationTests",
            dependencies: [
                "IDX", "ImageClassification", "NeuralNetwork", "TensorCore", "TestSupport",
            ],
            exclude: ["Driver"],
            swiftSettings: strict),
        .testTarget(
            name: "PackageTests", dependencies: ["ImageClassification"], swiftSettings: strict),
        .testTarget(
            name: "DocumentationTests",
            dependencies: ["ImageClassification", "NeuralNetwork", "TensorCore", "TestSupport"],
            // Readers of the documentation need not mark what is unsafe.
            swiftSettings: Array(strict.dropFirst())),
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "Benchmarking", "Figures", "IDX", "ImageClassification", "PictureDecoding",
                "Reports",
                "mnist", "TestSupport",
            ],
            swiftSettings: strict),
    ]
)
