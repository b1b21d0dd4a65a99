internal import DigitPreparation
internal import FileIO
internal import Parallelism
internal import PictureDecoding
internal import Synchronization

/// The pictures of a folder as grey images, decoded by several threads.
final class FolderImageStream: ImageStream {
    let source: String
    let dimensions: [Int]
    var count: Int { folder.items.count }
    var labelColumns: Int { folder.hasLabels ? 1 : 0 }
    private let folder: PictureFolder
    private let decoder: FolderPictureDecoder
    private let pool: ThreadPool
    private var position = 0
    private var taken: [Int] = []

    /// Enough pictures that all threads have something to do.
    private static let leastPerThread = 4

    init(path: String, options: DataOptions) throws {
        folder = try PictureFolder(path: path)
        decoder = try FolderPictureDecoder(
            first: folder.items[0].path, prepares: options.selection.preparesPictures,
            conversion: PixelConversion(options.pixelRange))
        dimensions = [decoder.shape.height, decoder.shape.width]
        pool = ThreadPool(
            threads: max(
                1, min(256, options.selection.threads ?? SystemThreads.availableProcessorCount)))
        source = path
    }

    func read(into pixels: inout MutableSpan<UInt8>) throws -> Int {
        let size = decoder.shape.count
        let items = folder.items[position..<min(position + pixels.count / size, count)]
        let images = try decoder.decode(
            items.map(\.path), with: pool,
            helpers: min(pool.threads, max(1, items.count / Self.leastPerThread)) - 1)
        for (index, image) in images.enumerated() {
            for pixel in 0..<size { pixels[index * size + pixel] = image[pixel] }
        }
        if folder.hasLabels { taken += items.map(\.label) }
        position += items.count
        return items.count
    }

    func skip(_ count: Int) throws { position = min(position + count, self.count) }

    /// Nothing is left to be checked: each picture is a file of its own.
    func finish() throws { position = count }

    func takeLabels() -> [Int] {
        defer { taken.removeAll(keepingCapacity: true) }
        return taken
    }

    var classNames: [String]? { folder.classNames }

    var notes: [String] {
        (folder.notes + decoder.notes).map { "\(source): \($0)" }
    }
}

/// Pictures that several threads decode.
private final class DecodedPictures: Sendable {
    let list: Mutex<[Result<[UInt8], any Error>?]>

    init(count: Int) { list = Mutex([Result<[UInt8], any Error>?](repeating: nil, count: count)) }
}

/// Makes images of one size of picture files.
final class FolderPictureDecoder: Sendable {
    let shape: ImageShape
    private let prepares: Bool
    private let conversion: PixelConversion
    private let limits: PictureLimits
    /// How many pictures were in color.
    private let colored = Atomic(0)

    /// - Parameter first: The path of the picture whose size all have, unless they are prepared.
    init(first: String, prepares: Bool, conversion: PixelConversion) throws {
        (self.prepares, self.conversion) = (prepares, conversion)
        var limits = PictureLimits()
        if prepares {
            shape = ImageShape(height: DigitPreprocessor.side, width: DigitPreprocessor.side)
        } else {
            let picture = try Picture(path: first)
            shape = ImageShape(height: picture.luma.height, width: picture.luma.width)
            // Others have to be of this size; larger ones are not decoded to find that out.
            limits.pixels = max(4 * shape.count, 1 << 16)
        }
        self.limits = limits
    }

    /// The pixels of pictures, in their order; the first of several faults is thrown.
    func decode(
        _ paths: [String], with pool: ThreadPool, helpers: Int
    ) throws -> [[UInt8]] {
        guard helpers > 0 else { return try paths.map { try decode($0) } }
        let results = DecodedPictures(count: paths.count)
        let queue = SliceQueue()
        queue.refill(0..<paths.count, slices: min(paths.count, 8 * (helpers + 1)))
        @Sendable func work() {
            while let slice = queue.next() {
                for index in slice {
                    let decoded = Result { try decode(paths[index]) }
                    results.list.withLock { $0[index] = decoded }
                }
            }
        }
        pool.run(helpers: helpers, { _ in work() }, while: { work() })
        return try results.list.withLock { $0 }.map { result in
            guard let result else { preconditionFailure("a slice was not decoded") }
            return try result.get()
        }
    }

    private func decode(_ path: String) throws -> [UInt8] {
        let extent = prepares ? DigitPreprocessor.sufficientExtent : nil
        let picture = try Picture(path: path, limits: limits, reducingTo: extent)
        if !Self.isGrey(picture) { colored.wrappingAdd(1, ordering: .relaxed) }
        let pixels: [UInt8]
        if prepares {
            let digits = try DigitPreprocessor().digits(in: picture)
            guard digits.count == 1 else {
                throw PreparationError.severalDigits(file: path, count: digits.count)
            }
            pixels = digits[0].pixels
        } else {
            let found = ImageShape(height: picture.luma.height, width: picture.luma.width)
            guard found == shape else {
                throw DataSelectionError.pictureSize(
                    file: path, expected: shape, found: found, setting: .preparesPictures)
            }
            pixels =
                DigitPreprocessor.unprepared(picture, width: shape.width, height: shape.height)
                .pixels
        }
        if conversion.isIdentity { return pixels }
        return try pixels.enumerated().map { element, value in
            try conversion.pixel(Double(value), at: 0, element, of: path)
        }
    }

    private static func isGrey(_ picture: Picture) -> Bool {
        picture.storage.color.hasPrefix("grey") || picture.storage.color == "black and white"
    }

    /// What is said of the pictures decoded so far.
    var notes: [String] {
        let count = colored.load(ordering: .relaxed)
        return count == 0
            ? [] : ["\(count) \(count == 1 ? "picture" : "pictures") in color: brightness is used"]
    }
}
