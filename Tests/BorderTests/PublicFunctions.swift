import Foundation

/// The public functions of the products that throw, read off the sources.
///
/// Names are those of documentation with labels, such as `Classifier.classify(batch:rejects:)`. Two of
/// one name and labels are one.
enum PublicFunctions {
    /// Modules that are no product of their own, or a command, or have an interface in C.
    private static let withoutProduct: Set = [
        "CInterface", "Checksums", "Deflate", "FrameStreams", "Parallelism", "mnist",
    ]

    static func all() throws -> Set<String> {
        let sources = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Sources")
        var names: Set<String> = []
        let files = FileManager.default.enumerator(atPath: sources.path)
        while let file = files?.nextObject() as? String {
            guard file.hasSuffix(".swift"), let module = file.split(separator: "/").first,
                !withoutProduct.contains(String(module))
            else { continue }
            let text = try String(contentsOf: sources.appending(path: file), encoding: .utf8)
            names.formUnion(throwing(in: text.components(separatedBy: "\n")))
        }
        return names
    }

    /// The names in a file, which is laid out by swift-format.
    static func throwing(in lines: [String]) -> [String] {
        let type =
            /(?:@\w+ )?(?:public |package |private |final |indirect )*(?:struct|enum|class|extension|protocol) ([\w.]+)/
        let function =
            /public (?:static |mutating |consuming |convenience )*(init|func (?<name>\w+)|var (?<variable>\w+): .*\{)/
        var types: [(indent: Int, name: String)] = []
        var names: [String] = []
        for (index, line) in lines.enumerated() {
            let text = line.drop { $0 == " " }
            // Most lines are neither, and regular expressions are slow.
            guard let first = text.first, "pfisec@".contains(first) else { continue }
            let indent = line.count - text.count
            if let match = text.prefixMatch(of: type) {
                types.removeAll { $0.indent >= indent }
                types.append((indent, String(match.1)))
            }
            guard text.hasPrefix("public "), let match = text.prefixMatch(of: function) else {
                continue
            }
            let owner = types.filter { $0.indent < indent }.map(\.name).joined(separator: ".")
            if let variable = match.output.variable {
                let getter = lines[(index + 1)...].first?.drop { $0 == " " } ?? ""
                if getter.hasPrefix("get throws") || getter.hasPrefix("get async throws") {
                    names.append("\(owner).\(variable)")
                }
                continue
            }
            let head = Head(lines[index...].joined(separator: " ", limit: 25))
            if head.rest.contains("throws") {
                names.append("\(owner).\(match.output.name ?? "init")(\(head.labels))")
            }
        }
        return names
    }

    /// A declaration of a function up to its body.
    private struct Head {
        /// The labels of the parameters: `path:options:`.
        let labels: String
        /// What stands between the parameters and the body.
        let rest: String

        init(_ text: String) {
            var (depth, openTypes) = (0, 0)
            var parameters: [String] = [""]
            var last: Character = " "
            var index = text.firstIndex(of: "(") ?? text.endIndex
            while index < text.endIndex {
                let character = text[index]
                // Of a type, not of a shift or an arrow.
                let opensType = character == "<" && last.isLetter
                let closesType = character == ">" && openTypes > 0 && last != "-"
                if opensType { openTypes += 1 }
                if closesType { openTypes -= 1 }
                if opensType || "([{".contains(character) { depth += 1 }
                if closesType || ")]}".contains(character) { depth -= 1 }
                last = character
                index = text.index(after: index)
                if depth == 0 { break }
                if character == ",", depth == 1 {
                    parameters.append("")
                } else {
                    parameters[parameters.count - 1].append(character)
                }
            }
            labels = parameters.map { $0.drop { "( ".contains($0) } }
                .filter { !$0.isEmpty }
                .map { $0.prefix { $0 != ":" && $0 != " " } + ":" }
                .joined()
            rest = String(text[index...].prefix { $0 != "{" })
        }
    }
}

extension ArraySlice<String> {
    /// The first lines as one.
    fileprivate func joined(separator: String, limit: Int) -> String {
        prefix(limit).joined(separator: separator)
    }
}
