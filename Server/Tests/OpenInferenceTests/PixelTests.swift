import OpenInference
import StrictJSON
import Testing

private func pixels(
    _ type: DataType, _ bytes: [UInt8], count: Int = 1, imageSize: Int, range: PixelRange? = nil
) throws(RequestError) -> PixelBatch {
    let tensor = InputTensor(
        shape: [count, imageSize], type: type, pixelRange: range,
        content: .binary(0..<bytes.count))
    var batch = PixelBatch()
    try tensor.read(
        into: &batch, count: count, imageSize: imageSize, binary: unsafe bytes.span.bytes)
    return batch
}

private func pixels(
    json text: String, imageSize: Int, range: PixelRange? = nil, type: String = "FP32"
) throws(RequestError) -> PixelBatch {
    let words = range.map { ",\"parameters\":{\"pixel_range\":\"\($0.rawValue)\"}" } ?? ""
    let json =
        "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"\(type)\",\"shape\":[1,\(imageSize)],"
        + "\"data\":\(text)\(words)}]}"
    let request = try InferRequest(
        json: Array(json.utf8), limits: RequestLimits(elements: 1000))
    var batch = PixelBatch()
    try request.input.read(
        into: &batch, count: 1, imageSize: imageSize, binary: unsafe [UInt8]().span.bytes)
    return batch
}

@Suite struct PixelTests {
    /// The bytes are those of NumPy: `np.array([0, 7, 100], dtype).tobytes()`.
    @Test(
        arguments: [
            (DataType.uint8, [0, 7, 100]), (.int8, [0, 7, 100]),
            (.uint16, [0, 0, 7, 0, 100, 0]), (.int16, [0, 0, 7, 0, 100, 0]),
            (.uint32, [0, 0, 0, 0, 7, 0, 0, 0, 100, 0, 0, 0]),
            (.int32, [0, 0, 0, 0, 7, 0, 0, 0, 100, 0, 0, 0]),
            (
                .uint64,
                [UInt8](repeating: 0, count: 8) + [
                    7, 0, 0, 0, 0, 0, 0, 0, 100, 0, 0, 0, 0, 0, 0, 0,
                ]
            ),
            (
                .int64,
                [UInt8](repeating: 0, count: 8) + [
                    7, 0, 0, 0, 0, 0, 0, 0, 100, 0, 0, 0, 0, 0, 0, 0,
                ]
            ),
            (.fp16, [0, 0, 0x00, 0x47, 0x40, 0x56]),
            (.bf16, [0, 0, 0xE0, 0x40, 0xC8, 0x42]),
            (.fp32, [0, 0, 0, 0, 0, 0, 0xE0, 0x40, 0, 0, 0xC8, 0x42]),
            (
                .fp64,
                [UInt8](repeating: 0, count: 8) + [
                    0, 0, 0, 0, 0, 0, 0x1C, 0x40, 0, 0, 0, 0, 0, 0, 0x59, 0x40,
                ]
            ),
        ] as [(DataType, [UInt8])])
    func everyTypeOfPixelIsRead(type: DataType, bytes: [UInt8]) throws {
        let batch = try pixels(type, bytes, imageSize: 3)
        #expect(batch.bytes == [0, 7, 100])
        #expect(!batch.isFractional)
    }

    @Test func halvesAreReadOverTheirRange() throws {
        // 0.5 is 0x3800, 254.875 is 0x5BF7 (1.9912109375 · 2^7), the smallest of all 0x0001 is 2^-24.
        let batch = try pixels(
            .fp16, [0x00, 0x38, 0xF7, 0x5B, 0x01, 0x00], imageSize: 3, range: .bytes)
        #expect(batch.values == [0.5, 254.875, 0x1p-24])
        #expect(throws: RequestError.self) { try pixels(.fp16, [0x00, 0x7C], imageSize: 1) }
        #expect(throws: RequestError.self) { try pixels(.fp16, [0x01, 0x7E], imageSize: 1) }
    }

    @Test func everyByteComesBackFromZeroToOne() throws {
        var bytes: [UInt8] = []
        for value in 0...255 {
            let bits = (Float(value) / 255).bitPattern
            bytes += (0..<4).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
        }
        let batch = try pixels(.fp32, bytes, imageSize: 256, range: .unit)
        #expect(batch.bytes == Array(0...255))
    }

    @Test func whatLiesBetweenTwoBytesStays() throws {
        #expect(try pixels(json: "[0.5, 200, 7]", imageSize: 3).values == [0.5, 200, 7])
        #expect(try pixels(json: "[0.5, 1]", imageSize: 2, range: .unit).values == [127.5, 255])
        #expect(try pixels(json: "[12.0, -0, 2e2]", imageSize: 3).bytes == [12, 0, 200])
    }

    @Test(arguments: ["[-1, 0]", "[256, 0]", "[1e30, 0]"])
    func whatIsNoPixelIsRefused(text: String) {
        #expect(throws: RequestError.self) { try pixels(json: text, imageSize: 2) }
    }

    @Test func fractionsOfIntegersAreRefused() {
        #expect(throws: RequestError.self) {
            try pixels(json: "[1.5]", imageSize: 1, type: "UINT8")
        }
    }

    @Test func picturesThatAreMeantFromZeroToOneAreAskedAbout() throws {
        let error = #expect(throws: RequestError.self) {
            try pixels(json: "[0, 0.3, 1]", imageSize: 3)
        }
        #expect(error?.description.contains("pixel_range") == true)
        #expect(try pixels(json: "[0, 0.5, 1]", imageSize: 3, range: .bytes).values == [0, 0.5, 1])
        // A black image is one in both ranges.
        #expect(try pixels(json: "[0, 0, 1]", imageSize: 3).bytes == [0, 0, 1])
    }

    @Test func sizesThatDifferAreRefused() {
        #expect(throws: RequestError.self) { try pixels(.uint8, [1, 2], imageSize: 3) }
        #expect(throws: RequestError.self) { try pixels(.fp32, [0, 0, 0], imageSize: 1) }
        #expect(throws: RequestError.self) { try pixels(json: "[1,2]", imageSize: 3) }
        #expect(throws: RequestError.self) { try pixels(json: "[[1],[2]]", imageSize: 2) }
        #expect(throws: RequestError.self) {
            try pixels(.uint8, [1], count: Int.max, imageSize: 2)
        }
        #expect(throws: RequestError.self) {
            try pixels(.fp64, [1], count: Int.max / 2, imageSize: 1)
        }
    }

    @Test func onlyShapesOfImagesAreAccepted() throws {
        let model = ModelContract(
            name: "m", version: "1", height: 2, width: 3, channels: 1,
            classNames: ["a", "b"])
        for shape in [[5, 6], [5, 2, 3], [5, 1, 2, 3], [5, 2, 3, 1]] {
            #expect(try model.imageCount(of: shape) == 5)
        }
        for shape in [[], [6], [0, 6], [5, 5], [5, 3, 2], [5, 2, 3, 2], [5, 1, 6]] {
            #expect(throws: RequestError.self) { try model.imageCount(of: shape) }
        }
    }
}
