import OpenInference
import Testing

private let model = ModelContract(
    name: "m", version: "2", height: 1, width: 2, channels: 1, classNames: ["no", "y\"es", "ok"])

private func answer() -> InferAnswer {
    var answer = InferAnswer()
    answer.reset(count: 2, classCount: 3)
    answer.logits = [0.1, -2, 3e20, 1, 1, 0]
    answer.probabilities = [0.25, 0.25, 0.5, 0, 0, 1]
    answer.classes = [2, 0]
    return answer
}

private func written(_ outputs: [RequestedOutput], id: String? = nil) throws -> (
    String, [UInt8], Int?
) {
    var request = try InferRequest(rawBytes: 4, imageSize: 2)
    request.outputs = outputs
    request.id = id
    var output = JSONOutput()
    let length = try answer().write(to: request, by: model, into: &output)
    let text = output.bytes[..<(length ?? output.bytes.count)]
    return (String(decoding: text, as: UTF8.self), Array(output.bytes[text.endIndex...]), length)
}

@Suite struct AnswerTests {
    @Test func numbersComeAsJSON() throws {
        let (text, rest, length) = try written(
            [.init(name: .logits), .init(name: .classIndex)], id: "x\"\n")
        #expect(
            text == """
                {"model_name":"m","model_version":"2","id":"x\\"\\u000a","outputs":[\
                {"name":"logits","datatype":"FP32","shape":[2,3],\
                "data":[0.1,-2.0,3e+20,1.0,1.0,0.0]},\
                {"name":"class","datatype":"INT64","shape":[2],"data":[2,0]}]}
                """)
        #expect(rest.isEmpty)
        #expect(length == nil)
    }

    @Test func numbersComeAsBytes() throws {
        let (text, rest, length) = try written([
            .init(name: .classIndex, isBinary: true), .init(name: .probabilities, isBinary: true),
        ])
        #expect(length == text.utf8.count)
        #expect(text.contains(#""parameters":{"binary_data_size":16}}"#))
        #expect(text.contains(#""parameters":{"binary_data_size":24}}"#))
        // NumPy: np.array([2, 0], "<i8").tobytes() + np.array([.25, .25, .5, 0, 0, 1], "<f4").tobytes()
        #expect(
            rest == [2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
                + [0, 0, 0x80, 0x3E, 0, 0, 0x80, 0x3E, 0, 0, 0, 0x3F]
                + [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0x3F])
    }

    @Test func theLikeliestClassesComeByName() throws {
        let (text, _, _) = try written([.init(name: .logits, topClasses: 2)])
        #expect(
            text.contains(
                #""datatype":"BYTES","shape":[2,2],"data":["3e+20:2:ok","0.1:0:no","1.0:0:no","1.0:1:y\"es"]"#
            ), "\(text)")
        let (_, bytes, _) = try written([.init(name: .logits, isBinary: true, topClasses: 1)])
        #expect(
            bytes == [10, 0, 0, 0] + Array("3e+20:2:ok".utf8) + [8, 0, 0, 0]
                + Array("1.0:0:no".utf8))
    }

    @Test func moreClassesThanThereAreAreAll() throws {
        let (text, _, _) = try written([.init(name: .logits, topClasses: .max)])
        #expect(text.contains(#""shape":[2,3]"#))
    }

    @Test func anInfiniteValueHasNoWordInJSON() throws {
        var answer = answer()
        answer.logits[1] = .infinity
        var request = try InferRequest(rawBytes: 4, imageSize: 2)
        var output = JSONOutput()
        #expect(throws: Never.self) { try answer.write(to: request, by: model, into: &output) }
        request.outputs = [.init(name: .logits)]
        #expect(throws: RequestError.self) {
            try answer.write(to: request, by: model, into: &output)
        }
    }

    @Test func predictionsAreRowsOfProbabilities() {
        var output = JSONOutput()
        answer().writePredictions(classCount: 3, into: &output)
        #expect(
            String(decoding: output.bytes, as: UTF8.self)
                == #"{"predictions":[[0.25,0.25,0.5],[0.0,0.0,1.0]]}"#)
    }

    @Test func instancesAreImages() throws {
        let limits = RequestLimits(elements: 100)
        let request = try PredictRequest.read(
            json: Array(#"{"instances":[[1,2],[3,4]],"parameters":{"pixel_range":"0..255"}}"#.utf8),
            limits: limits)
        #expect(request.input.shape == [2, 2])
        for text in [
            "{}", #"{"instances":[1]}"#, #"{"instances":[[1],[1,2]]}"#, #"{"instances":{}}"#,
            #"{"instances":[[1]],"parameters":{"pixel_range":"x"}}"#,
        ] {
            #expect(throws: RequestError.self) {
                try PredictRequest.read(json: Array(text.utf8), limits: limits)
            }
        }
    }
}
