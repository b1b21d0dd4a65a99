/// Something in a picture that is no digit, and was left out.
public struct LeftOut: Hashable, Sendable {
    /// What can be left out.
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        /// A circle, an oval or a box around what is written.
        case frame
        /// A line below what is written.
        case underline
        /// Lines or squares printed on the paper.
        case ruledLines = "ruled lines"
    }

    /// What it is.
    public let kind: Kind
    /// Where it is in the upright picture, in its pixels.
    public let box: PixelBox
}
