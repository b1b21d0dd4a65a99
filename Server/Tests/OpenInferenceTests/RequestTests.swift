import OpenInference
import StrictJSON
import Testing

private let limits = RequestLimits(elements: 10_000)

/// Reads a request; what follows `binaryByteCount` is not there.
private func request(_ json: String, binaryByteCount: Int = 0) throws(RequestError) -> InferRequest
{
    try InferRequest(json: Array(json.utf8), binaryByteCount: binaryByteCount, limits: limits)
}

private func input(
    _ members: String, type: String = "UINT8", shape: String = "[1,4]"
) -> String {
    #"{"inputs":[{"name":"input","datatype":"\#(type)","shape":\#(shape),\#(members)}]}"#
}

@Suite struct RequestTests {
    @Test func everythingARequestSaysIsRead() throws {
        let found = try request(
            """
            {"id": "a\\u00e9", "parameters": {"binary_data_output": true, "other": [{}]},
             "inputs": [{"datatype": "UINT8", "data": [[1, 2], [3, 255]], "shape": [1, 2, 2],
                         "name": "input", "parameters": {"pixel_range": "0..255"}}],
             "outputs": [{"name": "class", "parameters": {"binary_data": false}},
                         {"name": "logits"},
                         {"name": "probabilities", "parameters": {"classification": 3}}]}
            """)
        #expect(found.id == "aé")
        #expect(found.input.shape == [1, 2, 2])
        #expect(found.input.type == .uint8)
        #expect(found.input.pixelRange == .bytes)
        guard case .numbers(let numbers, let extents) = found.input.content else {
            Issue.record("expected numbers")
            return
        }
        #expect(numbers.bytes == [1, 2, 3, 255])
        #expect(extents == [2, 2])
        #expect(
            found.outputs == [
                RequestedOutput(name: .classIndex, isBinary: false),
                RequestedOutput(name: .logits, isBinary: true),
                RequestedOutput(name: .probabilities, isBinary: true, topClasses: 3),
            ])
    }

    @Test func allOutputsComeWhereNoneIsNamed() throws {
        let found = try request(input(#""data":[1,2,3,4]"#))
        #expect(found.outputs.map(\.name) == [.logits, .probabilities, .classIndex])
        #expect(!found.outputs.contains { $0.isBinary })
    }

    @Test(arguments: [
        ("{", "byte 1"), ("[]", "an object"), ("{}", "found none"),
        (#"{"inputs":[]}"#, "found none"),
        (#"{"inputs":[{"name":"x"}]}"#, #"found "x""#),
        (input(#""data":[1,2,3,4]"#, type: "BYTES"), #"found "BYTES""#),
        (input(#""data":[1,2,3,4]"#, type: "BOOL"), #"found "BOOL""#),
        (input(#""data":[1,2,3,4]"#, shape: "[-1,4]"), "without sign"),
        (input(#""data":[[1],[2,3]]"#), "as before"),
        (input(#""data":[[1],2]"#), "expected an array"),
        (input(#""data":[1,[2]]"#), "expected a number"),
        (input(#""data":[1,2,]"#), "after the comma"),
        (input(#""data":[01]"#), "leading zeros"),
        (input(#""data":["a"]"#), "expected a number"),
        (input(#""data":[1e999]"#), "finite"),
        (input(#""data":[1],"data":[2]"#), "again"),
        (input(#""data":[1],"parameters":{"binary_data_size":1}"#), "both"),
        (input(#""parameters":{"shared_memory_region":"x"}"#), "shared memory"),
        (input(#""parameters":{"pixel_range":"x"}"#), "pixel_range"),
        (input(#""parameters":{}"#), "neither"),
        (
            #"{"inputs":[{"name":"input","datatype":"UINT8","shape":[1,1],"data":[1]}],"#
                + #""outputs":[{"name":"other"}]}"#, #"found "other""#
        ),
        (
            #"{"inputs":[{"name":"input","datatype":"UINT8","shape":[1,1],"data":[1]}],"#
                + #""outputs":[{"name":"class"},{"name":"class"}]}"#, "again"
        ),
    ])
    func whatBreaksTheProtocolIsRefusedWithASentence(json: String, part: String) {
        let error = #expect(throws: RequestError.self) { try request(json) }
        #expect(error?.kind == .invalid)
        #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
    }

    @Test func aMillionBracketsEndAtTheLimitOfDepth() {
        for json in [
            String(repeating: "[", count: 1_000_000),
            #"{"x":"# + String(repeating: "[", count: 1_000_000),
            #"{"inputs":[{"data":"# + String(repeating: "[", count: 1_000_000),
        ] {
            #expect(throws: RequestError.self) { try request(json) }
        }
    }

    @Test func binaryDataHasTheSizeThatTheTextStates() throws {
        let json = input(#""parameters":{"binary_data_size":4}"#)
        #expect(throws: Never.self) { try request(json, binaryByteCount: 4) }
        #expect(throws: RequestError.self) { try request(json, binaryByteCount: 3) }
        #expect(throws: RequestError.self) { try request(json, binaryByteCount: 5) }
        #expect(throws: RequestError.self) {
            try request(input(#""data":[1,2,3,4]"#), binaryByteCount: 1)
        }
    }

    @Test func moreNumbersThanTheLimitAreRefused() {
        let text = "[" + Array(repeating: "1", count: 10_001).joined(separator: ",") + "]"
        let error = #expect(throws: RequestError.self) { try request(input("\"data\":\(text)")) }
        #expect(error?.description.contains("10000") == true)
    }

    /// A cut request, or one with a changed byte, is refused or read: never a trap.
    @Test func anyDamageIsAnErrorOrAReading() {
        let whole = Array(
            input(#""data":[[0,255],[1.5,2e1]],"parameters":{"pixel_range":"0..255"}"#).utf8)
        for length in whole.indices {
            #expect(throws: RequestError.self) {
                try InferRequest(json: Array(whole[..<length]), limits: limits)
            }
        }
        for index in whole.indices {
            for byte in [0x00, 0x22, 0x2C, 0x2D, 0x39, 0x5B, 0x5D, 0x7B, 0x7D, 0xFF] as [UInt8] {
                var damaged = whole
                damaged[index] = byte
                _ = try? InferRequest(json: damaged, limits: limits)
            }
        }
    }
}
