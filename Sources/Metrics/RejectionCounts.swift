/// How many images are found to belong to none of the classes, and how the others are answered.
public struct RejectionCounts: Hashable, Sendable {
    /// How many images are rejected.
    public private(set) var rejected = 0
    /// How many images are not.
    public private(set) var accepted = 0
    /// How many of those are answered right.
    public private(set) var acceptedCorrect = 0

    /// Creates counts of no images.
    public init() {}

    /// Restores counts that were kept.
    package init(rejected: Int, accepted: Int, acceptedCorrect: Int) {
        (self.rejected, self.accepted) = (rejected, accepted)
        self.acceptedCorrect = acceptedCorrect
    }

    /// Adds the counts of other images.
    public mutating func merge(_ other: RejectionCounts) {
        rejected += other.rejected
        accepted += other.accepted
        acceptedCorrect += other.acceptedCorrect
    }

    /// Counts one image.
    public mutating func record(isRejected: Bool, isCorrect: Bool) {
        if isRejected {
            rejected += 1
        } else {
            accepted += 1
            if isCorrect { acceptedCorrect += 1 }
        }
    }

    /// The share of images that are rejected, 0…1; 0 when there are none.
    public var rejectedShare: Double {
        let total = rejected + accepted
        return total == 0 ? 0 : Double(rejected) / Double(total)
    }
    /// The share of right answers among images that are not rejected, 0…1; 0 when there are none.
    public var acceptedAccuracy: Double {
        accepted == 0 ? 0 : Double(acceptedCorrect) / Double(accepted)
    }
}
