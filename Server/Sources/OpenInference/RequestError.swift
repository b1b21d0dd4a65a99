/// Why a request is not answered with a result.
public struct RequestError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it is, from which the status of the answer follows.
    public enum Kind: Hashable, Sendable {
        /// The request breaks the protocol, or does not fit the model.
        case invalid
        /// There is no such model, version or place.
        case notFound
        /// The request, or what it would become, is larger than the server allows.
        case tooLarge
        /// The content is of a type or a coding that is not read.
        case unsupportedMedia
        /// The picture can be read and shows nothing to classify.
        case unprocessable
        /// The server is busy, starting or stopping.
        case unavailable
        /// The request waited longer than it may.
        case timedOut
        /// The network answers what cannot be said.
        case failed
    }

    /// What kind of failure it is.
    public let kind: Kind
    /// One sentence: the place, what was expected, what was found.
    public let description: String

    /// Puts an error together.
    public init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}
