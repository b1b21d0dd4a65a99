import ArgumentParser
import FileIO
import ImageClassification

/// What shells offer where a network is named: the bundled ones, and files.
extension CompletionKind {
    /// A name or a file.
    static var networks: CompletionKind {
        .custom { _, _, begun in candidates(names: networkNames, beginning: begun) }
    }

    /// Names or files, separated by commas.
    static var networkList: CompletionKind {
        .custom { _, _, begun in
            guard let comma = begun.lastIndex(of: ",") else {
                return candidates(names: networkNames, beginning: begun)
            }
            let done = begun[...comma]
            return candidates(names: networkNames, beginning: String(begun[comma...].dropFirst()))
                .map { done + $0 }
        }
    }

    /// The name of a function, or a network.
    static var functionsAndNetworks: CompletionKind {
        .custom { _, _, begun in
            candidates(
                names: ElementwiseArgument.allValueStrings + networkNames, beginning: begun)
        }
    }

    private static var networkNames: [String] { BundledModel.allCases.map(\.rawValue) }

    /// Names, and what is in the folder in which the path ends that is begun.
    private static func candidates(names: [String], beginning begun: String) -> [String] {
        let slash = begun.lastIndex(of: "/")
        let folder = slash.map { String(begun[...$0]) } ?? ""
        let entries = (try? FolderListing(folder.isEmpty ? "." : folder))?.entries ?? []
        return names.filter { $0.hasPrefix(begun) }
            + entries.map { folder + $0.name + ($0.kind == .folder ? "/" : "") }
            .filter { $0.hasPrefix(begun) }
    }
}
