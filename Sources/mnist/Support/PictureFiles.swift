import FileIO

/// The files that arguments stand for, which name pictures and folders of pictures.
enum PictureFiles {
    private static let endings: Set<String> = [
        "png", "jpg", "jpeg", "pgm", "pbm", "ppm", "pnm", "bmp",
    ]

    /// The pictures, those of a folder by rising name; a folder without any stays, to be refused
    /// in its turn.
    static func named(by arguments: [String]) -> [String] {
        arguments.flatMap { argument in
            guard let listing = try? FolderListing(argument) else { return [argument] }
            let pictures = listing.entries.filter { $0.kind == .file && isPicture($0.name) }
            return pictures.isEmpty ? [argument] : pictures.map { listing.path(of: $0) }
        }
    }

    /// Why a folder is no picture.
    struct NoPicture: FileFault {
        let file: String
        var failure: FileFailure { .unreadable }

        /// Whether there are folders in it.
        private let hasFolders: Bool

        init(_ folder: FolderListing) {
            file = folder.path
            hasFolders = folder.entries.contains { $0.kind == .folder }
        }

        var description: String {
            let names = PictureFiles.endings.sorted().map { ".\($0)" }.joined(separator: ", ")
            let found = hasFolders ? "picture but folders, which are not looked into" : "picture"
            return
                "\(file): holds no \(found); expected files whose names end in one of \(names)"
        }
    }

    private static func isPicture(_ name: String) -> Bool {
        guard let dot = name.lastIndex(of: ".") else { return false }
        return endings.contains(name[dot...].dropFirst().lowercased())
    }
}
