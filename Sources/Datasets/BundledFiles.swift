#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Where the data sets and models that come with the package are.
///
/// They are looked for in this order:
/// 1. the folder that the environment variable `MNIST_HOME` names, which holds `data` and `models`;
/// 2. the resources of the products `BundledModels` and `BundledData` beside the running executable,
///    or where an app has its resources: what SwiftPM makes for a package that depends on them;
/// 3. `share/swift-mnist` beside the folder of the executable, and then every folder above the
///    executable, which finds a checkout the executable was built in;
/// 4. the checkout that this library was compiled from.
public enum BundledFiles {
    /// A file that tells the folder from any other that has a `models` folder.
    private static let landmark = "models/mnist-mlp.safetensors"

    /// The path of a bundled file, such as `data/mnist/t10k-images-idx3-ubyte.gz`.
    ///
    /// - Parameter relativePath: The path from the folder that holds `data` and `models`.
    /// - Returns: A path in the folder found; in the compiled-from checkout if none was, so that
    ///   opening it gives an error that names a place.
    public static func path(_ relativePath: String) -> String {
        if let chosen { return "\(chosen)/\(relativePath)" }
        return resource(relativePath) ?? "\(home)/\(relativePath)"
    }

    /// The folder that the environment names.
    private static let chosen: String? =
        // Safety: getenv's string is copied at once; nothing here changes the environment.
        unsafe getenv("MNIST_HOME").map { unsafe String(cString: $0) }

    private static let home = candidates().first { exists("\($0)/\(landmark)") } ?? checkout

    /// The file among the resources that SwiftPM copies beside a program; `nil` if it is not there.
    private static func resource(_ relativePath: String) -> String? {
        guard let slash = relativePath.firstIndex(of: "/"),
            let target = ["models": "BundledModels", "data": "BundledData"][relativePath[..<slash]]
        else { return nil }
        let name = relativePath[slash...]
        #if canImport(Darwin)
            let bundle = "swift-mnist_\(target).bundle"
            let places = [bundle, "../Resources/\(bundle)"].flatMap {
                ["\($0)/Contents/Resources", $0]
            }
        #else
            let places = ["swift-mnist_\(target).resources"]
        #endif
        return folder.flatMap { folder in
            places.map { "\(folder)/\($0)\(name)" }.first(where: exists)
        }
    }

    /// The folder of the running executable.
    private static let folder = executablePath().map { parent($0, levels: 1) }

    /// This file lies in `Sources/Datasets` of the checkout.
    private static let checkout = parent(#filePath, levels: 3)

    private static func candidates() -> [String] {
        guard var folder else { return [checkout] }
        var found = ["\(parent(folder, levels: 1))/share/swift-mnist"]
        while folder.count > 1 {
            found.append(folder)
            folder = parent(folder, levels: 1)
        }
        return found + [checkout]
    }

    /// The path without its last `levels` components.
    private static func parent(_ path: String, levels: Int) -> String {
        let components = path.split(separator: "/").dropLast(levels)
        return "/" + components.joined(separator: "/")
    }

    /// Whether a file is there and may be read.
    package static func exists(_ path: String) -> Bool {
        unsafe access(path, R_OK) == 0
    }

    private static func executablePath() -> String? {
        #if canImport(Darwin)
            var size: UInt32 = 4096
            var buffer = [CChar](repeating: 0, count: Int(size))
            // Safety: the function writes at most `size` bytes, a NUL included.
            guard unsafe _NSGetExecutablePath(&buffer, &size) == 0 else { return nil }
            let raw = buffer
        #else
            let raw = Array("/proc/self/exe".utf8CString)
        #endif
        // Safety: with a null second argument realpath returns memory that is ours to free.
        guard let resolved = unsafe realpath(raw, nil) else { return nil }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }
}
