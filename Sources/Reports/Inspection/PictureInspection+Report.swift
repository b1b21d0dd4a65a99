internal import DigitPreparation
internal import ImageClassification
internal import Inspection
internal import PictureDecoding
internal import StrictJSON

extension PictureInspection {
    /// A line for each thing that can be said.
    func text(storedBytes: Int) -> String {
        var table = TextTable([.left, .left, .left])
        let progress =
            storage.isInterlaced ? (format == .jpeg ? ", progressive" : ", interlaced") : ""
        table.append("type", "\(format) picture, \(grouped(storedBytes)) bytes")
        table.append(
            "size", "\(storage.width) x \(storage.height) pixels, to be seen \(orientation)")
        table.append("pixels", "\(storage.color), \(storage.bitDepth) bits per sample\(progress)")
        let boxes = digits.prefix(10).map(\.geometry).joined(separator: ", ")
        table.append(
            "ink",
            digits.isEmpty
                ? "none found"
                : "\(digits.count) \(digits.count == 1 ? "digit" : "digits") at \(boxes)"
                    + (digits.count > 10 ? ", …" : ""))
        return table.text
    }

    private var orientation: String {
        switch storage.orientation {
        case .upright: "as stored"
        case .mirrored: "with left and right exchanged"
        case .halfTurn: "turned by a half"
        case .flipped: "with top and bottom exchanged"
        case .transposed: "with rows and columns exchanged"
        case .quarterTurn: "turned clockwise by a quarter"
        case .transverse: "with rows and columns exchanged, turned by a half"
        case .quarterTurnBack: "turned counterclockwise by a quarter"
        }
    }

    /// The members of the JSON object; `docs/command.md` documents them.
    var members: [JSONValue.Member] {
        [
            .init("format", .string(format.rawValue)),
            .init("width", .integer(storage.width)),
            .init("height", .integer(storage.height)),
            .init("color", .string(storage.color)),
            .init("bit_depth", .integer(storage.bitDepth)),
            .init("orientation", .integer(storage.orientation.rawValue)),
            .init("interlaced", .bool(storage.isInterlaced)),
            .init("opaque", .bool(isOpaque)),
            .init("boxes", .array(digits.map(\.json))),
        ]
    }
}

extension PixelBox {
    /// The extents and the upper left corner, as X11 writes them: `20x31+4+7`.
    package var geometry: String { "\(width)x\(height)+\(x)+\(y)" }

    var json: JSONValue {
        [
            "x": .integer(x), "y": .integer(y), "width": .integer(width),
            "height": .integer(height),
        ]
    }
}
