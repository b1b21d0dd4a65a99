// swift-tools-version: 6.3

import PackageDescription

// A package of its own, so that nobody who uses the libraries or the command resolves SwiftNIO.
let strict: [SwiftSetting] = [
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

func mnist(_ product: String) -> Target.Dependency {
    .product(name: product, package: "swift-mnist")
}

func nio(_ product: String) -> Target.Dependency {
    .product(name: product, package: "swift-nio")
}

let package = Package(
    name: "swift-mnist-server",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "OpenInference", targets: ["OpenInference"]),
        .library(name: "Serving", targets: ["Serving"]),
        .executable(name: "mnist-server", targets: ["mnist-server"]),
    ],
    traits: [
        .trait(name: "TLS", description: "HTTPS by swift-nio-ssl, which brings BoringSSL.")
    ],
    dependencies: [
        .package(name: "swift-mnist", path: ".."),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
    ],
    targets: [
        // The protocol without a network: request bytes in, response bytes out.
        .target(
            name: "OpenInference", dependencies: [mnist("StrictJSON")], swiftSettings: strict),
        // Connections, models, limits, metrics.
        .target(
            name: "Serving",
            dependencies: [
                "OpenInference", mnist("CMalloc"), mnist("CZlib"),
                mnist("ImageClassificationEssentials"), mnist("ReportsEssentials"),
                mnist("StrictJSON"), mnist("TensorCore"),
                nio("NIOCore"), nio("NIOHTTP1"), nio("NIOPosix"),
                .product(
                    name: "NIOSSL", package: "swift-nio-ssl", condition: .when(traits: ["TLS"])),
            ],
            resources: [.embedInCode("openapi.json")],
            swiftSettings: strict),
        .executableTarget(
            name: "mnist-server",
            dependencies: ["Serving", mnist("StrictJSON"), nio("NIOCore")], swiftSettings: strict),
        .testTarget(
            name: "OpenInferenceTests", dependencies: ["OpenInference"], swiftSettings: strict),
        .testTarget(
            name: "ServingTests",
            dependencies: [
                "OpenInference", "Serving", mnist("ImageClassificationEssentials"),
                mnist("StrictJSON"),
            ],
            swiftSettings: strict),
    ]
)
