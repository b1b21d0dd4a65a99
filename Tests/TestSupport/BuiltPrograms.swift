public import Foundation

/// The folder of the programs that were built with the tests: the one that holds the tests' own
/// executable or bundle.
public let builtPrograms: URL = {
    #if os(macOS)
        let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }
        return bundle?.bundleURL.deletingLastPathComponent() ?? URL(fileURLWithPath: ".")
    #else
        return URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent()
    #endif
}()
