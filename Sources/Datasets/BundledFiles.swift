#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Where the data sets and models that come with the package are.
///
/// The folder that holds `data` and `models` is looked for in this order:
/// 1. the environment variable `MNIST_HOME`;
/// 2. `share/swift-mnist` beside the folder of the running executable, and then every folder
///    above that executable, which finds a checkout the executable was built in;
/// 3. the checkout that this library was compiled from.
public enum BundledFiles {
    /// A file that tells the folder from any other that has a `models` folder.
    private static let landmark = "models/mnist-mlp.safetensors"

    /// The path of a bundled file, such as `data/mnist/t10k-images-idx3-ubyte.gz`.
    ///
    /// - Parameter relativePath: The path from the folder that holds `data` and `models`.
    /// - Returns: A path in the folder found; in the compiled-from checkout if none was, so that
    ///   opening it gives an error that names a place.
    public static func path(_ relativePath: String) -> String {
        "\(home)/\(relativePath)"
    }

    private static let home: String = {
        if let chosen = unsafe getenv("MNIST_HOME") {
            // Safety: getenv's string is copied at once; nothing here changes the environment.
            return unsafe String(cString: chosen)
        }
        return candidates().first { exists("\($0)/\(landmark)") } ?? checkout
    }()

    /// This file lies in `Sources/Datasets` of the checkout.
    private static let checkout = parent(#filePath, levels: 3)

    private static func candidates() -> [String] {
        guard let executable = executablePath() else { return [checkout] }
        var folder = parent(executable, levels: 1)
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

    static func exists(_ path: String) -> Bool {
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
