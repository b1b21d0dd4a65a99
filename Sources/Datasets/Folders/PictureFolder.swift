internal import CSV
internal import FileIO

/// The pictures of a folder and their labels, before one of them is opened.
///
/// Either each class has a folder of its own, or the pictures lie side by side, with a table
/// `labels.csv` that has a line `file,label` for each, or without labels.
struct PictureFolder {
    /// A picture.
    struct Item: Hashable, Sendable {
        let path: String
        /// The number of its class; 0 where there are no labels.
        let label: Int
    }

    /// By rising name, class after class.
    let items: [Item]
    /// What the classes are called, where labels are names; `nil` where they are numbers.
    let classNames: [String]?
    let hasLabels: Bool
    /// What was passed over or decided, without the folder's name.
    private(set) var notes: [String]

    static let tableName = "labels.csv"
    /// More pictures than any data set has.
    private static let mostItems = 1 << 24

    init(path: String) throws {
        let listing = try FolderListing(path)
        let folders = listing.entries.filter { $0.kind == .folder }
        self =
            folders.isEmpty
            ? try Self(sideBySide: listing) : try Self(classes: folders, in: listing)
    }

    /// Pictures side by side, with a table of their labels or without.
    private init(sideBySide listing: FolderListing) throws {
        let table = listing.entries.first { $0.name == Self.tableName && $0.kind == .file }
        let pictures = listing.entries.filter { $0 != table }
        try Self.refuseOthers(pictures, in: listing, expected: "pictures")
        guard !pictures.isEmpty else {
            throw DataSelectionError.folder(
                file: listing.path, expected: "pictures, or a folder of pictures for each class",
                found: "none")
        }
        notes = Self.notes(on: [listing])
        let paths = pictures.map { listing.path(of: $0) }
        guard let table else {
            items = paths.map { Item(path: $0, label: 0) }
            (classNames, hasLabels) = (nil, false)
            return
        }
        let file = listing.path(of: table)
        let labels = try LabelTable(path: file).labels(of: pictures.map(\.name))
        let classes = try Classes(labels, file: file)
        items = zip(paths, labels).map { Item(path: $0, label: classes.number(of: $1)) }
        (classNames, hasLabels) = (classes.names, true)
    }

    /// A folder for each class.
    private init(classes folders: [FolderListing.Entry], in listing: FolderListing) throws {
        var listings = [listing]
        let classes = try Classes(folders.map(\.name), file: listing.path)
        var found: [Item] = []
        for folder in folders.sorted(by: {
            classes.number(of: $0.name) < classes.number(of: $1.name)
        }) {
            let inside = try FolderListing(listing.path(of: folder))
            listings.append(inside)
            try Self.refuseOthers(inside.entries, in: inside, expected: "pictures alone")
            let label = classes.number(of: folder.name)
            found += inside.entries.map { Item(path: inside.path(of: $0), label: label) }
            guard found.count <= Self.mostItems else {
                throw DataSelectionError.folder(
                    file: listing.path, expected: "at most \(Self.mostItems) pictures",
                    found: "more")
            }
        }
        guard !found.isEmpty else {
            throw DataSelectionError.folder(
                file: listing.path, expected: "pictures in the folders of the classes",
                found: "none")
        }
        (items, classNames, hasLabels) = (found, classes.names, true)
        notes = Self.notes(on: listings)
        let loose = listing.entries.count - folders.count
        if loose > 0 {
            notes.append(
                "\(loose) \(loose == 1 ? "file" : "files") beside the folders of the classes "
                    + "\(loose == 1 ? "is" : "are") passed over")
        }
    }

    /// What is said of a folder's hidden files and links.
    private static func notes(on listings: [FolderListing]) -> [String] {
        let hidden = listings.reduce(0) { $0 + $1.hiddenCount }
        let links = listings.reduce(0) { $0 + $1.entries.count { $0.isLink } }
        var notes: [String] = []
        if hidden > 0 {
            notes.append("\(hidden) hidden \(hidden == 1 ? "file is" : "files are") passed over")
        }
        if links > 0 {
            notes.append("\(links) symbolic \(links == 1 ? "link is" : "links are") followed")
        }
        return notes
    }

    /// Refuses what is no file where pictures are expected.
    private static func refuseOthers(
        _ entries: [FolderListing.Entry], in listing: FolderListing, expected: String
    ) throws(DataSelectionError) {
        guard let other = entries.first(where: { $0.kind != .file }) else { return }
        throw .folder(
            file: listing.path(of: other), expected: expected,
            found: other.kind == .folder ? "a folder" : "no regular file")
    }
}

/// The classes that names stand for.
struct Classes {
    /// In the order of their numbers; `nil` where the names are numbers themselves.
    let names: [String]?
    private let numbers: [String: Int]

    /// As many as a network may have.
    private static let most = 4_096

    /// Numbers the classes: by their names where all are numbers, else by the order of their names.
    init(_ names: [String], file: String) throws(DataSelectionError) {
        let different = Set(names)
        let values = different.compactMap { name in
            name.utf8.allSatisfy { 0x30...0x39 ~= $0 } ? Int(name).map { (name, $0) } : nil
        }
        guard different.count <= Self.most else {
            throw .folder(
                file: file, expected: "at most \(Self.most) classes", found: "\(different.count)")
        }
        if values.count == different.count {
            guard Set(values.map(\.1)).count == values.count else {
                throw .folder(
                    file: file, expected: "a number for each class",
                    found: "one that is written in two ways")
            }
            self.names = nil
            numbers = Dictionary(uniqueKeysWithValues: values)
        } else {
            let sorted = different.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            self.names = sorted
            numbers = Dictionary(
                uniqueKeysWithValues: sorted.enumerated().map { ($1, $0) })
        }
    }

    /// The number of the class of a name that the classes were made of.
    func number(of name: String) -> Int { numbers[name] ?? 0 }
}
