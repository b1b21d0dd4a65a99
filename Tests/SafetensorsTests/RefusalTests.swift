import Safetensors
import TestSupport
import Testing

/// One file for each way a file can lie, with the error and its values.
@Suite("Refusing safetensors files")
struct RefusalTests {
    struct Case: CustomTestStringConvertible {
        let header: String
        let dataBytes: Int
        let error: SafetensorsError

        init(_ header: String, _ dataBytes: Int, _ error: SafetensorsError) {
            (self.header, self.dataBytes, self.error) = (header, dataBytes, error)
        }

        var testDescription: String { String(header.prefix(80)).debugDescription }
    }

    private static func tensor(
        _ name: String, _ dtype: String, _ shape: String, _ offsets: String
    ) -> String {
        #""\#(name)":{"dtype":"\#(dtype)","shape":\#(shape),"data_offsets":\#(offsets)}"#
    }

    private static func tensor(_ name: String, _ shape: String, _ offsets: String) -> String {
        tensor(name, "U8", shape, offsets)
    }

    static let coverage: [Case] = [
        Case(
            "{\(tensor("a", "[2]", "[0,2]")),\(tensor("b", "[2]", "[1,3]"))}", 3,
            .overlap(file: "f", tensor: "b", other: "a", expectedBegin: 2, foundBegin: 1)),
        Case(
            "{\(tensor("a", "[2]", "[0,2]")),\(tensor("b", "[2]", "[0,2]"))}", 2,
            .overlap(file: "f", tensor: "b", other: "a", expectedBegin: 2, foundBegin: 0)),
        Case(
            "{\(tensor("a", "[2]", "[0,2]")),\(tensor("b", "[0]", "[1,1]"))}", 2,
            .overlap(file: "f", tensor: "b", other: "a", expectedBegin: 2, foundBegin: 1)),
        Case(
            "{\(tensor("b", "[1]", "[2,3]")),\(tensor("a", "[1]", "[0,1]"))}", 3,
            .hole(file: "f", tensor: "b", expectedBegin: 1, foundBegin: 2)),
        Case(
            "{\(tensor("a", "[1]", "[1,2]"))}", 2,
            .hole(file: "f", tensor: "a", expectedBegin: 0, foundBegin: 1)),
        Case(
            "{\(tensor("a", "[4]", "[0,4]"))}", 3,
            .truncatedData(file: "f", tensor: "a", expectedBytes: 4, foundBytes: 3)),
        Case(
            "{\(tensor("a", "[4]", "[0,4]"))}", 5,
            .trailingBytes(file: "f", expectedBytes: 4, foundBytes: 5)),
        Case("{}", 1, .trailingBytes(file: "f", expectedBytes: 0, foundBytes: 1)),
        Case(
            "{\(tensor("a", "[1]", "[1,0]"))}", 1,
            .reversedOffsets(file: "f", tensor: "a", begin: 1, end: 0)),
    ]

    static let sizes: [Case] = [
        Case(
            "{\(tensor("W1", "F32", "[2,3]", "[0,16]"))}", 16,
            .wrongSize(file: "f", tensor: "W1", expectedBytes: 24, foundBytes: 16)),
        Case(
            "{\(tensor("a", "F4", "[3]", "[0,2]"))}", 2,
            .partialByte(file: "f", tensor: "a", bits: 12)),
        Case(
            "{\(tensor("a", "[0,9223372036854775807,4]", "[0,0]"))}", 0,
            .sizeOverflow(file: "f", tensor: "a", shape: [0, .max, 4])),
        Case(
            "{\(tensor("a", "[4294967296,4294967296]", "[0,0]"))}", 0,
            .sizeOverflow(file: "f", tensor: "a", shape: [1 << 32, 1 << 32])),
        Case(
            "{\(tensor("a", "F64", "[1152921504606846976]", "[0,0]"))}", 0,
            .sizeOverflow(file: "f", tensor: "a", shape: [1 << 60])),
        Case(
            "{\(tensor("a", "[0,9223372036854775808]", "[0,0]"))}", 0,
            .invalidTensor(
                file: "f", tensor: "a", offset: 38,
                reason: "expected an integer below 2^63, found 9223372036854775808: it overflows")),
    ]

    static let tensors: [Case] = [
        Case(
            "{\(tensor("a", "[1]", "[0,1]")),\(tensor("a", "[1]", "[0,1]"))}", 1,
            .duplicateTensor(file: "f", tensor: "a")),
        Case(
            "{\(tensor("a", "[1]", "[0,1]")),\(tensor(#"\u0061"#, "[1]", "[0,1]"))}", 1,
            .duplicateTensor(file: "f", tensor: "a")),
        Case(
            "{\(tensor("a", "f32", "[1]", "[0,4]"))}", 4,
            .unknownType(file: "f", tensor: "a", found: "f32")),
        Case(
            #"{"a":{"shape":[1],"data_offsets":[0,1]}}"#, 1,
            .missingKey(file: "f", tensor: "a", key: "dtype")),
        Case(
            #"{"a":{"dtype":"U8","data_offsets":[0,1]}}"#, 1,
            .missingKey(file: "f", tensor: "a", key: "shape")),
        Case(
            #"{"a":{"dtype":"U8","shape":[1]}}"#, 1,
            .missingKey(file: "f", tensor: "a", key: "data_offsets")),
        Case(
            #"{"a":{"dtype":"U8","strides":[1]}}"#, 1,
            .invalidTensor(
                file: "f", tensor: "a", offset: 37,
                reason: "expected a value for dtype, shape or data_offsets, found one for strides")),
        Case(
            #"{"a":{"dtype":"U8","dtype":"U8"}}"#, 1,
            .invalidTensor(
                file: "f", tensor: "a", offset: 27,
                reason: "expected each key once, found dtype again")),
        Case(
            "{\(tensor("a", "[1]", "[0,1,2]"))}", 1,
            .invalidTensor(
                file: "f", tensor: "a", offset: 59, reason: "expected two offsets, found a third")),
        Case(
            "{\(tensor("a", "[1]", "[0]"))}", 1,
            .invalidTensor(
                file: "f", tensor: "a", offset: 57, reason: "expected two offsets, found 1")),
        Case(
            "{\(tensor("a", "[1]", "[0,-1]"))}", 1,
            .invalidTensor(
                file: "f", tensor: "a", offset: 57,
                reason: "expected an integer without sign, fraction or exponent, found -1")),
        Case(
            "{\(tensor("a", "[1.0]", "[0,1]"))}", 1,
            .invalidTensor(
                file: "f", tensor: "a", offset: 36,
                reason: "expected an integer without sign, fraction or exponent, found 1.0")),
        Case(
            "{\(tensor("a", "1", "[0,1]"))}", 1,
            .invalidTensor(
                file: "f", tensor: "a", offset: 35, reason: "expected an array, found a number")),
        Case(
            "{\(tensor("a", "[\(String(repeating: "1,", count: 32))1]", "[0,1]"))}", 1,
            .invalidTensor(
                file: "f", tensor: "a", offset: 100, reason: "expected at most 32 axes, found more")
        ),
        Case(
            #"{"a":["U8",[1],[0,1]]}"#, 1,
            .invalidTensor(
                file: "f", tensor: "a", offset: 13, reason: "expected an object, found an array")),
    ]

    static let headers: [Case] = [
        Case("[]", 0, .wrongHeaderStart(file: "f", found: 0x5B)),
        Case(" {}", 0, .wrongHeaderStart(file: "f", found: 0x20)),
        Case("\u{FEFF}{}", 0, .wrongHeaderStart(file: "f", found: 0xEF)),
        Case(
            "{}\0", 0,
            .invalidHeader(
                file: "f", offset: 10,
                reason: "expected only spaces after the object, found byte 0x00")),
        Case(
            "{} {}", 0,
            .invalidHeader(
                file: "f", offset: 11,
                reason: "expected only spaces after the object, found byte 0x7B")),
        Case(
            "{\(tensor("a", "[1]", "[0,1]")),}", 1,
            .invalidHeader(
                file: "f", offset: 60,
                reason: "expected another element after the comma, found a closing bracket")),
        Case(
            #"{"__metadata__":null}"#, 0,
            .invalidMetadata(
                file: "f", offset: 24, reason: "expected an object, found a word like null")),
        Case(
            #"{"__metadata__":{"a":1}}"#, 0,
            .invalidMetadata(
                file: "f", offset: 29, reason: "expected a string, found a number")),
        Case(
            #"{"__metadata__":{"a":"","a":""}}"#, 0,
            .invalidMetadata(
                file: "f", offset: 32, reason: "expected each key once, found a again")),
        Case(
            #"{"__metadata__":{},"__metadata__":{}}"#, 0,
            .duplicateTensor(file: "f", tensor: "__metadata__")),
        Case(
            "{\"__metadata__\":{\"\u{E9}\":\"1\",\"e\u{301}\":\"2\"}}", 0,
            .invalidMetadata(
                file: "f", offset: 40, reason: "expected each key once, found e\u{301} again")),
    ]

    @Test(
        "each way a header can lie has its error",
        arguments: coverage + sizes + tensors + headers)
    func refuses(_ lie: Case) {
        let bytes = SafetensorsFixture.bytes(
            header: lie.header, data: [UInt8](repeating: 0, count: lie.dataBytes))
        #expect(throws: lie.error) { try SafetensorsFile(bytes: bytes, source: "f") }
    }

    @Test(
        "a header length that cannot be right is refused before anything is read",
        arguments: [0, 1, 100_000_001, 1 << 63, .max] as [UInt64])
    func headerLengths(length: UInt64) {
        let bytes = SafetensorsFixture.bytes(header: "{}", length: length)
        let error = SafetensorsError.wrongHeaderLength(
            file: "f", limit: 100_000_000, found: length)
        #expect(throws: error) { try SafetensorsFile(bytes: bytes, source: "f") }
    }

    @Test("a header that reaches beyond the file is refused")
    func truncatedHeader() {
        for length in [3, 100_000_000] as [UInt64] {
            let bytes = SafetensorsFixture.bytes(header: "{}", length: length)
            let error = SafetensorsError.truncatedHeader(
                file: "f", expectedBytes: 8 + Int(length), foundBytes: 10)
            #expect(throws: error) { try SafetensorsFile(bytes: bytes, source: "f") }
        }
    }

    @Test("an empty file and one without a whole header length are refused")
    func tooShort() {
        #expect(throws: SafetensorsError.empty(file: "f")) {
            try SafetensorsFile(bytes: [], source: "f")
        }
        for count in 1...7 {
            #expect(throws: SafetensorsError.tooShort(file: "f", foundBytes: count)) {
                try SafetensorsFile(bytes: [UInt8](repeating: 0, count: count), source: "f")
            }
        }
        #expect(
            throws: SafetensorsError.truncatedHeader(file: "f", expectedBytes: 10, foundBytes: 8)
        ) {
            try SafetensorsFile(bytes: [2, 0, 0, 0, 0, 0, 0, 0], source: "f")
        }
    }

    @Test("invalid UTF-8 in a name is refused at its byte")
    func invalidUTF8() {
        let bytes = SafetensorsFixture.bytes(header: [0x7B, 0x22, 0xFF, 0x22, 0x3A])
        let error = SafetensorsError.invalidHeader(
            file: "f", offset: 10, reason: "expected UTF-8, found byte 0xFF")
        #expect(throws: error) { try SafetensorsFile(bytes: bytes, source: "f") }
    }

    @Test("nesting without end is refused at the first level that no header has")
    func deepNesting() {
        let header = #"{"a":{"shape":"# + String(repeating: "[", count: 100_000)
        let bytes = SafetensorsFixture.bytes(header: header)
        let error = SafetensorsError.invalidTensor(
            file: "f", tensor: "a", offset: 23, reason: "expected a number, found an array")
        #expect(throws: error) { try SafetensorsFile(bytes: bytes, source: "f") }
    }
}
