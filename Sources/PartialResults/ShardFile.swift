public import ImageClassification
package import StrictJSON

/// A file of labeled images of which some, or all, were evaluated.
public struct ShardFile: Hashable, Sendable {
    /// By what the whole file is known.
    public let identity: DataIdentity
    /// Which of its images were evaluated: disjoint, ascending, none empty, none touching the next.
    public internal(set) var ranges: [Range<Int>]
    /// What reports say of the file.
    package internal(set) var facts: Facts

    /// What reports say of a file if all of it is evaluated.
    package struct Facts: Hashable, Sendable {
        /// The paths of images and labels, or the names of those in memory.
        package var images: String
        package var labels: String
        /// The name of the data set, if it is known.
        package var dataset: String?
        /// Whether the file is a published test set, byte for byte.
        package var isVerified: Bool
        /// The data in words.
        package var text: String
        /// The object `data_options`, if there is one.
        package var options: JSONValue?
        /// What was taken for granted, in sentences.
        package var remarks: [String]
        /// What is to be said if hardly an answer is right.
        package var doubt: String?

        package init(
            images: String, labels: String, dataset: String? = nil, isVerified: Bool = false,
            text: String, options: JSONValue? = nil, remarks: [String] = [], doubt: String? = nil
        ) {
            (self.images, self.labels, self.dataset) = (images, labels, dataset)
            (self.isVerified, self.text, self.options) = (isVerified, text, options)
            (self.remarks, self.doubt) = (remarks, doubt)
        }
    }

    package init(identity: DataIdentity, ranges: [Range<Int>], facts: Facts) {
        (self.identity, self.ranges, self.facts) = (identity, ranges, facts)
    }

    /// How many of the images were evaluated.
    public var evaluatedCount: Int { ranges.reduce(0) { $0 + $1.count } }

    /// The first images that were not evaluated; `nil` if all were.
    public var missing: Range<Int>? {
        let end = ranges.first.map { $0.lowerBound == 0 ? $0.upperBound : 0 } ?? 0
        guard end < identity.imageCount else { return nil }
        let next = ranges.first { $0.lowerBound > end }?.lowerBound ?? identity.imageCount
        return end..<next
    }

    /// Whether an image was evaluated.
    func has(_ image: Int) -> Bool {
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound <= image { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].contains(image)
    }

    /// The first images that both have evaluated.
    func overlap(with other: ShardFile) -> Range<Int>? {
        var (own, others) = (ranges[...], other.ranges[...])
        while let range = own.first, let more = others.first {
            if range.overlaps(more) { return range.clamped(to: more) }
            if range.upperBound < more.upperBound {
                own.removeFirst()
            } else {
                others.removeFirst()
            }
        }
        return nil
    }

    /// Adds other images of the same file, none of which is here already.
    mutating func add(_ other: ShardFile) {
        var joined: [Range<Int>] = []
        for range in (ranges + other.ranges).sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = joined.last, last.upperBound == range.lowerBound {
                joined[joined.count - 1] = last.lowerBound..<range.upperBound
            } else {
                joined.append(range)
            }
        }
        ranges = joined
        // The same content under two names: which one is told must not depend on the order.
        if other.facts.order < facts.order { facts = other.facts }
    }
}

extension ShardFile.Facts {
    /// What files are ordered by.
    fileprivate var order: String { json.text() }

    /// All facts, as they are kept.
    var json: JSONValue {
        [
            "images_file": .string(images), "labels_file": .string(labels),
            "dataset": dataset.map { .string($0) } ?? .null, "verified": .bool(isVerified),
            "text": .string(text), "data_options": options ?? .null,
            "remarks": .array(remarks.map { .string($0) }),
            "doubt": doubt.map { .string($0) } ?? .null,
        ]
    }
}

extension ShardFile {
    /// What the files of a data set are ordered by.
    typealias Order = (facts: String, images: String, labels: String)

    /// By this the file is ordered among others; long to make, so that it is made once.
    var order: Order { (facts.order, identity.imagesSHA256, identity.labelsSHA256) }

    /// The files of a data set in the order in which reports tell of them.
    static func ordered(_ files: [ShardFile]) -> [ShardFile] {
        files.map { (order: $0.order, file: $0) }.sorted { $0.order < $1.order }.map(\.file)
    }
}
