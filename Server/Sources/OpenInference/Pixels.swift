internal import StrictJSON

/// The pixels of a batch, 0…255: bytes where each is a whole number, numbers elsewhere.
public struct PixelBatch: Sendable {
    /// `[N, K]` while every pixel is a whole number.
    public private(set) var bytes: [UInt8] = []
    /// `[N, K]` once a pixel is none; empty before.
    public private(set) var values: [Double] = []
    /// Whether a pixel lies between two whole numbers.
    public private(set) var isFractional = false

    /// Makes an empty batch, whose memory is used again by each that is read into it.
    public init() {}

    /// Forgets all pixels; keeps memory of up to a mebibyte.
    mutating func removeAll(reserving count: Int) {
        isFractional = false
        values = []
        bytes.removeAll(keepingCapacity: bytes.capacity <= 1 << 20)
        bytes.reserveCapacity(count)
    }

    /// Adds a pixel.
    @inline(__always)
    mutating func append(_ value: Double) {
        if !isFractional, value == value.rounded(.toNearestOrEven) {
            bytes.append(UInt8(value))
        } else {
            appendFraction(value)
        }
    }

    private mutating func appendFraction(_ value: Double) {
        if !isFractional {
            isFractional = true
            values.reserveCapacity(bytes.capacity)
            values = bytes.map(Double.init)
            bytes.removeAll()
        }
        values.append(value)
    }

    mutating func take(_ bytes: [UInt8]) { self.bytes = bytes }
}

extension InputTensor {
    /// Reads the pixels of `count` images.
    ///
    /// Of pixels in 0…1 those within 1/16384 of a whole number, times 255, become that number: so
    /// far does a Float that stands for k/255 lie from it, and farther only another number.
    ///
    /// - Parameters:
    ///   - pixels: Where they go; what was there is forgotten.
    ///   - count: The number of images.
    ///   - imageSize: The number of values of an image.
    ///   - binary: The bytes that followed the JSON text.
    /// - Throws: ``RequestError`` where sizes differ, or a value is no pixel.
    public func read(
        into pixels: inout PixelBatch, count: Int, imageSize: Int, binary: RawSpan
    ) throws(RequestError) {
        let (expected, overflow) = count.multipliedReportingOverflow(by: imageSize)
        guard !overflow else {
            throw RequestError(.tooLarge, "shape: expected fewer images, found \(count)")
        }
        switch content {
        case .numbers(let numbers, let extents):
            guard numbers.count == expected, extents.count == 1 || agrees(extents, imageSize) else {
                throw RequestError(
                    .invalid,
                    "data: expected \(expected) numbers for the shape \(shape), found "
                        + "\(numbers.count) in arrays of \(extents)")
            }
            if numbers.areBytes, pixelRange != .unit {
                pixels.removeAll(reserving: 0)
                pixels.take(numbers.bytes)
            } else {
                pixels.removeAll(reserving: expected)
                var reading = PixelReading(self)
                for index in 0..<expected { try reading.add(numbers[index], to: &pixels) }
                try reading.finish()
            }
        case .binary(let range):
            let size = type.byteCount ?? 1
            guard expected.multipliedReportingOverflow(by: size) == (range.count, false),
                range.upperBound <= binary.byteCount
            else {
                throw RequestError(
                    .invalid,
                    "binary_data_size: expected \(expected) elements of \(type.rawValue), "
                        + "\(size) bytes each, found \(range.count) bytes")
            }
            pixels.removeAll(reserving: expected)
            var reading = PixelReading(self)
            let elements = binary.extracting(range)
            for index in 0..<expected {
                try reading.add(
                    BinaryElements.element(at: index, of: type, in: elements), to: &pixels)
            }
            try reading.finish()
        }
    }

    /// Whether arrays were nested as the shape says.
    private func agrees(_ extents: [Int], _ imageSize: Int) -> Bool {
        extents == shape || extents == [shape.first ?? 0, imageSize]
            || extents.contains(0) && shape.contains(0)
    }
}

/// Checks one value after the other.
private struct PixelReading {
    private let range: PixelRange
    private let isStated: Bool
    private let isInteger: Bool
    private var largest = 0.0
    private var index = 0
    private var hasFraction = false

    init(_ tensor: InputTensor) {
        range = tensor.pixelRange ?? .bytes
        isStated = tensor.pixelRange != nil
        isInteger = tensor.type.isInteger
    }

    @inline(__always)
    mutating func add(_ value: Double, to pixels: inout PixelBatch) throws(RequestError) {
        let limit = range == .unit ? 1.0 : 255.0
        guard value >= 0, value <= limit else { throw outside(value, limit) }
        var pixel = value
        if range == .unit {
            let whole = (value * 255).rounded(.toNearestOrEven)
            pixel = abs(value * 255 - whole) <= 1.0 / 16384 ? whole : value * 255
        } else if value != value.rounded(.toNearestOrEven) {
            guard !isInteger else { throw outside(value, limit) }
            hasFraction = true
        }
        if value > largest { largest = value }
        index += 1
        pixels.append(pixel)
    }

    private func outside(_ value: Double, _ limit: Double) -> RequestError {
        RequestError(
            .invalid,
            "data: expected \(isInteger ? "whole numbers" : "numbers") from 0 to \(Int(limit)), "
                + "found \(value) at index \(index)"
                + (range == .unit || isInteger
                    ? "" : "; the network normalizes pixels by itself"))
    }

    /// Refuses pixels that are meant as 0…1 by all appearance, and would be read as black.
    func finish() throws(RequestError) {
        guard hasFraction, !isStated, largest <= 1 else { return }
        throw RequestError(
            .invalid,
            "data: expected numbers from 0 to 255, found none above 1; say which is meant by the "
                + "parameter pixel_range, \"0..1\" or \"0..255\"")
    }
}

extension InputTensor {
    /// Whether the binary data is what a network takes, and need not be read first.
    public func isRawBytes(count: Int, imageSize: Int, binaryCount: Int) -> Bool {
        guard case .binary(let range) = content else { return false }
        return type == .uint8 && pixelRange != .unit
            && count.multipliedReportingOverflow(by: imageSize) == (binaryCount, false)
            && range == 0..<binaryCount
    }
}
