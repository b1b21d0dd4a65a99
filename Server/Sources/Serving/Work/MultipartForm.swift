internal import OpenInference

/// The one file of a form (RFC 7578), or the body itself where it is no form.
enum MultipartForm {
    /// The most bytes of the head of a part.
    private static let largestHead = 8192

    /// The picture of a request and what it is called.
    ///
    /// - Throws: ``RequestError`` for a form that is damaged or has not exactly one file.
    static func picture(
        in body: [UInt8], contentType: String?
    ) throws(RequestError) -> (name: String, bytes: [UInt8]) {
        guard let contentType, contentType.lowercased().hasPrefix("multipart/") else {
            return ("-", body)
        }
        guard let boundary = parameter("boundary", of: contentType[...]), !boundary.isEmpty,
            boundary.utf8.count <= 70
        else {
            throw RequestError(
                .invalid, "Content-Type: expected a boundary of the form, found none")
        }
        var files: [(String, [UInt8])] = []
        for part in try parts(of: body, boundary: Array("--\(boundary)".utf8)) {
            guard let head = range(of: Array("\r\n\r\n".utf8), in: body, from: part.lowerBound),
                head.upperBound <= part.upperBound,
                head.lowerBound - part.lowerBound <= largestHead,
                let text = String(
                    validating: body[part.lowerBound..<head.lowerBound], as: UTF8.self)
            else { throw damaged("a head for each part, found none or a long one") }
            // A field of the form that is no file is passed over.
            guard let name = fileName(in: text) else { continue }
            guard files.isEmpty else { throw damaged("1 file, found more") }
            files.append(
                (name.isEmpty ? "-" : name, Array(body[head.upperBound..<part.upperBound])))
        }
        guard let file = files.first else { throw damaged("1 file, found none") }
        return file
    }

    private static func damaged(_ problem: String) -> RequestError {
        RequestError(.invalid, "the form: expected \(problem)")
    }

    /// The parts between the boundaries, each with its head.
    private static func parts(
        of body: [UInt8], boundary: [UInt8]
    ) throws(RequestError) -> [Range<Int>] {
        guard body.starts(with: boundary) else {
            throw damaged("its boundary at the beginning, found something else")
        }
        let delimiter = Array("\r\n".utf8) + boundary
        var parts: [Range<Int>] = []
        var position = boundary.count
        while true {
            guard position + 2 <= body.count else { throw damaged("its last boundary, found none") }
            if body[position] == UInt8(ascii: "-"), body[position + 1] == UInt8(ascii: "-") {
                return parts
            }
            guard body[position] == 0x0D, body[position + 1] == 0x0A, parts.count < 32,
                let end = range(of: delimiter, in: body, from: position)
            else { throw damaged("its last boundary, found none") }
            parts.append(min(position + 2, end.lowerBound)..<end.lowerBound)
            position = end.upperBound
        }
    }

    private static func range(of needle: [UInt8], in body: [UInt8], from start: Int) -> Range<Int>?
    {
        var position = start
        while position + needle.count <= body.count {
            guard let next = body[position...].firstIndex(of: needle[0]),
                next + needle.count <= body.count
            else { return nil }
            if body[next..<next + needle.count].elementsEqual(needle) {
                return next..<next + needle.count
            }
            position = next + 1
        }
        return nil
    }

    /// The name of a part's file, without folders; `nil` if it is no file.
    private static func fileName(in head: String) -> String? {
        for line in head.split(whereSeparator: \.isNewline)
        where line.lowercased().hasPrefix("content-disposition:") {
            guard let name = parameter("filename", of: line) else { return nil }
            return name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init)
                ?? ""
        }
        return nil
    }

    /// The value of a parameter, in quotes or not.
    private static func parameter(_ name: String, of field: Substring) -> String? {
        for item in field.split(separator: ";").dropFirst() {
            let parts = item.trimmed.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == name else { continue }
            let value = parts[1].trimmed
            return value.hasPrefix("\"") && value.hasSuffix("\"") && value.count >= 2
                ? String(value.dropFirst().dropLast()) : String(value)
        }
        return nil
    }
}
