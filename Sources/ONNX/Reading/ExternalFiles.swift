internal import FileIO

/// The files beside a model that hold elements of its tensors.
///
/// A model must not lead to any other file: only a plain name in the model's own folder is opened,
/// of a regular file that has no other name, and no symbolic link is followed.
final class ExternalFiles {
    private let folder: String
    private let limit: Int
    private var files: [String: InputFile] = [:]

    init(folder: String, limit: Int) {
        self.folder = folder
        self.limit = limit
    }

    /// The paths of the files that were opened.
    var paths: [String] { files.keys.map { folder + "/" + $0 } }

    /// Opens a file, or gives the one that is open.
    func open(_ name: String, of tensor: String) throws(Fault) -> InputFile {
        if let file = files[name] { return file }
        func fault(_ reason: String) -> Fault { Fault(.external(tensor: tensor, reason: reason)) }
        let shown = displayName(name)
        guard Self.isPlain(name) else {
            throw fault("\(shown); expected a plain name of a file in the same folder")
        }
        guard files.count < limit else {
            throw fault("\(shown); expected at most \(limit) such files")
        }
        do {
            let file = try InputFile(path: folder + "/" + name, refusesLinks: true)
            files[name] = file
            return file
        } catch {
            throw fault(
                "\(shown), which \(error.reason); the file belongs beside the model, as it was "
                    + "saved")
        }
    }

    /// Whether a name is that of a file in the same folder on every system.
    private static func isPlain(_ name: String) -> Bool {
        !name.isEmpty && name != "." && name != ".." && name.utf8.count <= 255
            && !name.utf8.contains { [0, UInt8(ascii: "/"), UInt8(ascii: "\\")].contains($0) }
    }
}
