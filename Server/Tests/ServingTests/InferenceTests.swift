import ImageClassification
import Serving
import StrictJSON
import Testing

@Suite struct InferenceTests {
    @Test(arguments: BundledModel.allCases)
    func aRawImageIsAnsweredWithTheLibrarysBits(model: BundledModel) throws {
        let server = try RunningServer()
        let wire = try server.wire()
        for count in [1, 3, 200] {
            let pixels = images(count)
            let answer = try wire.post(
                "/v2/models/\(model.name)/infer", pixels, fields: rawFields)
            #expect(answer.status == 200)
            #expect(answer.fields["content-type"] == "application/octet-stream")
            #expect(Array(answer.binary.prefix(40 * count)) == (try logitBytes(pixels, model)))
        }
    }

    /// Small requests are answered by the event loops, large ones by the pool: all pack, or wait.
    @Test func manyFirstRequestsAtOnceGetTheSameBits() throws {
        let server = try RunningServer {
            $0.threads = 2
            $0.maximumInFlight = 2
        }
        let calls = try BundledModel.allCases.flatMap { model in
            try [1, 200, 1, 200].map { (model, images($0), try server.wire()) }
        }
        for (model, pixels, wire) in calls {
            try wire.sendPost("/v2/models/\(model.name)/infer", pixels, fields: rawFields)
        }
        for (model, pixels, wire) in calls {
            let answer = try wire.answer()
            #expect(answer.status == 200)
            #expect(
                Array(answer.binary.prefix(pixels.count / 784 * 40))
                    == (try logitBytes(pixels, model)))
        }
    }

    @Test func JSONGivesTheSameBitsAsBytesAndFloats() throws {
        let server = try RunningServer()
        let wire = try server.wire()
        let pixels = images(2)
        let expected = try InferenceSession(Classifier(.mnistMLP)).logits(of: pixels)
        let rows = "[\(pixels.map(String.init).joined(separator: ","))]"
        for (type, range, data) in [
            ("UINT8", "0..255", rows), ("FP64", "0..255", rows),
            ("FP32", "0..1", "[\(pixels.map { "\(Float($0) / 255)" }.joined(separator: ","))]"),
        ] {
            let answer = try wire.post(
                "/v2/models/mnist-mlp/versions/1/infer",
                """
                {"inputs":[{"name":"input","datatype":"\(type)","shape":[2,784],"data":\(data),\
                "parameters":{"pixel_range":"\(range)"}}],"outputs":[{"name":"logits"}]}
                """)
            #expect(answer.status == 200, "\(answer.text)")
            guard case .array(let outputs)? = try JSONValue.parse(answer.body)["outputs"],
                case .array(let data)? = outputs[0]["data"]
            else {
                Issue.record("no outputs in \(answer.text)")
                return
            }
            let found = data.compactMap { value -> Float? in
                guard case .double(let number) = value else { return nil }
                return Float(number)
            }
            #expect(found == expected)
        }
    }

    @Test func predictionsOfTheFirstProtocolAreProbabilities() throws {
        let server = try RunningServer()
        let row = "[\(images(1).map(String.init).joined(separator: ","))]"
        let answer = try server.wire().post(
            "/v1/models/mnist-mlp:predict", "{\"instances\":[\(row),\(row)]}")
        #expect(answer.status == 200)
        let expected = try Classifier(.mnistMLP).classify(images(1)).probabilities
        let text = "[" + expected.map { "\($0)" }.joined(separator: ",") + "]"
        #expect(answer.text == "{\"predictions\":[\(text),\(text)]}")
    }

    @Test func aPictureIsAnsweredAsTheCommandDoes() throws {
        let server = try RunningServer()
        let wire = try server.wire()
        // A one: a black bar on white, as a Netpbm picture.
        let picture =
            Array("P5 40 40 255\n".utf8)
            + (0..<1600).map { (18..<23).contains($0 % 40) && (6..<34).contains($0 / 40) ? 0 : 255 }
        let answer = try wire.post("/classify?top_k=2", picture)
        #expect(answer.status == 200)
        let value = try JSONValue.parse(answer.body)
        #expect(value["prediction"] == 1)
        #expect(value["file"] == "-")
        let form =
            Array(
                "--xyz\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a/b.pgm\"\r\n\r\n"
                    .utf8) + picture + Array("\r\n--xyz--\r\n".utf8)
        let posted = try wire.post(
            "/classify?top_k=2", form, fields: "Content-Type: multipart/form-data; boundary=xyz\r\n"
        )
        #expect(try JSONValue.parse(posted.body)["file"] == "b.pgm")
        #expect(
            posted.text.replacing("b.pgm", with: "-") == answer.text)
        #expect(try wire.post("/classify", "no picture").status == 400)
        #expect(try wire.post("/classify?top_k=0", picture).status == 400)
        #expect(try wire.post("/classify?model=none", picture).status == 404)
        let blank = Array("P5 40 40 255\n".utf8) + [UInt8](repeating: 255, count: 1600)
        #expect(try wire.post("/classify", blank).status == 422)
    }

    @Test func metadataSaysWhatIsTakenAndGiven() throws {
        let server = try RunningServer()
        let wire = try server.wire()
        #expect(try wire.get("/v2/health/live").status == 200)
        #expect(try wire.get("/v2/health/ready").status == 200)
        let value = try JSONValue.parse(try wire.get("/v2/models/mnist-cnn").body)
        #expect(value["name"] == "mnist-cnn")
        #expect(value["versions"] == ["1"])
        #expect(try wire.get("/v2/models/mnist-cnn/ready").status == 200)
        #expect(try wire.get("/v2/models/none/ready").status == 404)
        #expect(try wire.get("/v2/models/mnist-cnn/versions/9").status == 404)
        let list = try JSONValue.parse(try wire.get("/v1/models").body)["models"]
        #expect(
            list == [
                "fashion-cnn", "fashion-cnn-int8", "fashion-mlp", "mnist-cnn", "mnist-cnn-int8",
                "mnist-mlp", "mnist-mlp-int8", "mnist-sigmoid",
            ])
        #expect(try wire.get("/openapi.json").text.hasPrefix("{"))
    }

    @Test func metricsCountWhatWasDone() throws {
        let server = try RunningServer { $0.threads = 2 }
        for _ in 0..<3 {
            _ = try server.wire().post("/v2/models/mnist-mlp/infer", images(2), fields: rawFields)
        }
        _ = try server.wire().post("/v2/models/mnist-mlp/infer", "{}")
        let text = try server.wire().get("/metrics").text
        let labels = "{model=\"mnist-mlp\",version=\"1\"}"
        for line in [
            "nv_inference_request_success\(labels) 3", "nv_inference_count\(labels) 6",
            "nv_inference_request_failure{model=\"mnist-mlp\",version=\"1\",reason=\"OTHER\"} 1",
            "mnist_http_requests_total{route=\"/v2/models/infer\",status=\"200\"} 3",
            "mnist_http_requests_total{route=\"/v2/models/infer\",status=\"400\"} 1",
            "request_predict_seconds_count{model_name=\"mnist-mlp\",model_version=\"1\"} 3",
        ] {
            #expect(text.contains(line + "\n"), "\(line)")
        }
    }
}
