/// The values of pixels in a file that stand for 0 and for 255.
public struct PixelRange: Hashable, Sendable, CustomStringConvertible {
    /// The value of pixel 0.
    public let black: Double
    /// The value of pixel 255.
    public let white: Double

    /// The pixels of MNIST: whole numbers, 0…255.
    public static let bytes = PixelRange(uncheckedBlack: 0, white: 255)

    /// Creates a range of finite values, the first less than the second; `nil` of others.
    public init?(black: Double, white: Double) {
        // The bounds keep the quotient that scales values finite and far from 0.
        guard black < white, black.magnitude <= 1e9, white.magnitude <= 1e9,
            white - black >= 1e-9
        else { return nil }
        self.init(uncheckedBlack: black, white: white)
    }

    /// Reads a range such as `0..1`, `-1..1` or `0/255`.
    public init?(_ text: String) {
        let ends = text.split(separator: "/", omittingEmptySubsequences: false)
        let parts = ends.count == 2 ? ends.map(String.init) : Self.ends(ofDotted: text)
        let isPlain = parts.allSatisfy {
            !$0.isEmpty && $0.utf8.allSatisfy { "0123456789.-+e".utf8.contains($0) }
        }
        guard parts.count == 2, isPlain, let black = Double(parts[0]),
            let white = Double(parts[1])
        else { return nil }
        self.init(black: black, white: white)
    }

    private init(uncheckedBlack black: Double, white: Double) {
        (self.black, self.white) = (black, white)
    }

    /// The two sides of the first two dots that stand together.
    private static func ends(ofDotted text: String) -> [String] {
        var parts = [""]
        var rest = text[...]
        while let character = rest.popFirst() {
            if character == ".", rest.first == ".", parts.count == 1 {
                rest.removeFirst()
                parts.append("")
            } else {
                parts[parts.count - 1].append(character)
            }
        }
        return parts
    }

    /// `0..1`
    public var description: String { "\(Self.text(black))..\(Self.text(white))" }

    private static func text(_ value: Double) -> String {
        value == value.rounded() && value.magnitude < 1e9 ? "\(Int(value))" : "\(value)"
    }
}

/// Makes pixels of the numbers of a file, exactly or not at all.
package struct PixelConversion: Sendable {
    private let range: PixelRange
    /// Whether every u8 is its own pixel.
    package let isIdentity: Bool

    /// How far from a whole pixel a value may lie, in steps of 1/255 of the range.
    ///
    /// As far as multiples of 1/255 are rounded in half precision (11 bits), or in four decimals.
    private static let tolerance = 0.07

    package init(_ range: PixelRange?) {
        self.range = range ?? .bytes
        isIdentity = self.range == .bytes
    }

    /// The pixel that a value stands for; `nil` if it stands for none, or not exactly.
    package func pixel(_ value: Double) -> UInt8? {
        if isIdentity { return UInt8(exactly: value) }
        let scaled = (value - range.black) * 255 / (range.white - range.black)
        let whole = scaled.rounded()
        return (scaled - whole).magnitude <= Self.tolerance ? UInt8(exactly: whole) : nil
    }

    /// The pixel of a value, or the error that says where in `source` it is none.
    package func pixel(
        _ value: Double, at image: Int, _ element: Int, of source: String
    ) throws(DatasetError) -> UInt8 {
        if let pixel = pixel(value) { return pixel }
        throw isIdentity
            ? .pixelOutOfRange(file: source, image: image, element: element, value: "\(value)")
            : .pixelNotInRange(
                file: source, image: image, element: element, value: "\(value)", range: range)
    }
}
