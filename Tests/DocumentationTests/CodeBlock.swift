import Foundation

/// A fenced block of code.
struct CodeBlock {
    /// Its lines that are not blank, without indentation.
    let lines: [String]

    /// A `print` in a block with the output that the comment beside or below it claims.
    struct Claim {
        /// The index of the statement in `lines`.
        let line: Int
        let output: String
    }

    /// Every `print` that has a comment.
    var claims: [Claim] {
        lines.indices.compactMap { index in
            guard lines[index].hasPrefix("print(") else { return nil }
            if let comment = lines[index].range(of: ")  // ") {
                return Claim(line: index, output: String(lines[index][comment.upperBound...]))
            }
            // A comment below belongs to the `print` above it, even after the end of a loop.
            let comment = lines[(index + 1)...].drop { $0 == "}" }.prefix { $0.hasPrefix("//") }
            guard !comment.isEmpty else { return nil }
            let output = comment.map { $0.dropFirst($0.hasPrefix("// ") ? 3 : 2) }
            return Claim(line: index, output: output.joined(separator: "\n"))
        }
    }

    /// The blocks of one language in a Markdown text.
    static func blocks(of language: String, in text: String) -> [CodeBlock] {
        var blocks: [CodeBlock] = []
        var current: [String]?
        for line in text.components(separatedBy: "\n") {
            let line = line.trimmingCharacters(in: .whitespaces)
            if let lines = current {
                if line == "```" {
                    blocks.append(CodeBlock(lines: lines))
                    current = nil
                } else if !line.isEmpty {
                    current = lines + [line]
                }
            } else if line == "```\(language)" {
                current = []
            }
        }
        return blocks
    }
}
