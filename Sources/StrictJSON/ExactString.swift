/// A string that is equal to another only if both have the same bytes.
///
/// `String` compares by canonical equivalence: "é" as one scalar equals "e" with an accent. Two
/// such keys are different keys in JSON, and a reader that merged them would lose one.
public struct ExactString: Hashable, Sendable {
    /// The text.
    public let string: String

    /// Takes a string as it is.
    public init(_ string: String) { self.string = string }

    /// Whether two strings have the same bytes.
    public static func == (left: Self, right: Self) -> Bool {
        left.string.utf8.count == right.string.utf8.count
            && left.string.utf8.elementsEqual(right.string.utf8)
    }

    /// Adds the bytes to a hash.
    ///
    /// The hash of `String` would do no harm to equality, but it is the same for all the ways of
    /// composing a text's letters, of which a hostile file could list thousands.
    public func hash(into hasher: inout Hasher) {
        // Safety: the bytes are only read, and only within this call.
        let isHashed: Void? = unsafe string.utf8.withContiguousStorageIfAvailable { bytes in
            unsafe hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
        }
        if isHashed == nil {
            for byte in string.utf8 { hasher.combine(byte) }
        }
    }
}
