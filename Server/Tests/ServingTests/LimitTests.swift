import ImageClassification
import Serving
import Testing

@Suite struct LimitTests {
    @Test func requestsOfOneConnectionAreAnsweredInTheirOrder() throws {
        let server = try RunningServer()
        let wire = try server.wire()
        // The first is large enough for another thread; the others wait for it.
        let large = images(3000)
        var bytes = Array(
            "POST /v2/models/mnist-mlp/infer HTTP/1.1\r\nHost: localhost\r\n\(rawFields)Content-Length: \(large.count)\r\n\r\n"
                .utf8)
        bytes += large
        for _ in 0..<50 { bytes += Array("GET /v2 HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8) }
        bytes += Array("GET /none HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
        try wire.send(bytes)
        wire.finishSending()
        #expect(try wire.answer().binary.count == 3000 * (40 + 40 + 8))
        for _ in 0..<50 { #expect(try wire.answer().text.contains("swift-mnist")) }
        #expect(try wire.answer().status == 404)
        #expect(try wire.isClosed())
    }

    @Test(arguments: [
        ("GET /none HTTP/1.1\r\nHost: localhost\r\n\r\n", 404),
        ("DELETE /v2 HTTP/1.1\r\nHost: localhost\r\n\r\n", 405),
        ("GET /v2/models/mnist-mlp/infer HTTP/1.1\r\nHost: localhost\r\n\r\n", 405),
        ("POST /v2/models/mnist-mlp/infer HTTP/1.1\r\nHost: localhost\r\n\r\n", 411),
        ("GET /v2 HTTP/1.1\r\n\r\n", 400),
        ("GET /v2 HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n", 400),
        ("GET /v2 HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        ("GET /v2 HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421),
        ("GET /v2 HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n\r\n", 403),
        ("GET /v2 HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n\r\n", 200),
        ("rubbish\r\n\r\n", 400),
        (
            "POST /v2/models/mnist-mlp/infer HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
            400
        ),
        (
            "POST /v2/models/mnist-mlp/infer HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            400
        ),
        (
            "POST /v2/models/mnist-mlp/infer HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nZ\r\n",
            400
        ),
        (
            "POST /v2/models/mnist-mlp/infer HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n",
            413
        ),
        (
            "POST /v2/models/mnist-mlp/infer HTTP/1.1\r\nHost: localhost\r\nExpect: x\r\nContent-Length: 9\r\n\r\n",
            417
        ),
        (
            "POST /none HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n",
            404
        ),
        (
            "POST /v2/models/mnist-mlp/infer HTTP/1.1\r\nHost: localhost\r\nContent-Encoding: br\r\nContent-Length: 1\r\n\r\nx",
            415
        ),
        ("HEAD /v2 HTTP/1.0\r\n\r\n", 200),
        ("GET http://localhost/v2 HTTP/1.1\r\nHost: localhost\r\n\r\n", 200),
        ("GET /v2%2fhealth HTTP/1.1\r\nHost: localhost\r\n\r\n", 404),
        ("GET /v2/models/mnist%2Dmlp HTTP/1.1\r\nHost: localhost\r\n\r\n", 200),
        ("CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n", 404),
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
        (
            "GET /v2 HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
            200
        ),
    ])
    func eachFaultHasItsStatus(request: String, status: Int) throws {
        let server = try RunningServer()
        let wire = try server.wire()
        try wire.send(request)
        #expect(try wire.answer(hasBody: !request.hasPrefix("HEAD")).status == status)
    }

    @Test func bodiesOverTheLimitAreRefusedWhileTheyCome() throws {
        let server = try RunningServer { $0.maximumBody = 2048 }
        let wire = try server.wire()
        try wire.send(
            "POST /v2/models/mnist-mlp/infer HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        for _ in 0..<3 { try wire.send("400\r\n" + String(repeating: "x", count: 1024) + "\r\n") }
        #expect(try wire.answer().status == 413)
    }

    @Test func aBombIsRefusedAtTheLimit() throws {
        let server = try RunningServer { $0.maximumBody = 1 << 20 }
        // Python: gzip.compress(bytes(65536), 9, mtime=0). Members may follow each other.
        let member: [UInt8] = [
            0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 3, 0xED, 0xC1, 1, 1, 0, 0, 0, 0x80, 0x90, 0xFE,
            0xAF, 0xEE, 8, 0x0A, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x6A, 0xEB, 0x8E, 0x97, 0xD7, 0,
            0, 1, 0,
        ]
        let fields = "Content-Encoding: gzip\r\n"
        let target = "/v2/models/mnist-mlp/infer"
        let wire = try server.wire()
        let bomb = [[UInt8]](repeating: member, count: 17).flatMap(\.self)
        #expect(try wire.post(target, bomb, fields: fields).status == 413)
        // 64 KiB of zeros are within the limit, and no JSON.
        #expect(try wire.post(target, member, fields: fields).status == 400)
        #expect(
            try wire.post(target, Array(member.dropLast()), fields: fields).text.contains("damaged")
        )
        #expect(try wire.post(target, member + [1], fields: fields).text.contains("damaged"))
    }

    @Test func slowHeadsAndBodiesAreGivenUp() throws {
        let server = try RunningServer {
            $0.headTimeout = 0.3
            $0.requestTimeout = 0.3
        }
        let silent = try server.wire()
        try silent.send("GET /v2 HTT")
        #expect(try silent.isClosed())
        let slow = try server.wire()
        try slow.send(
            "POST /v2/models/mnist-mlp/infer HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nx"
        )
        #expect(try slow.answer().status == 408)
    }

    @Test func theQueueIsBounded() throws {
        let server = try RunningServer {
            $0.maximumInFlight = 1
            $0.queue = 0
        }
        let pixels = images(4000)
        let wires = try (0..<6).map { _ in try server.wire() }
        for wire in wires {
            try wire.sendPost("/v2/models/fashion-cnn/infer", pixels, fields: rawFields)
        }
        let answers = try wires.map { try $0.answer() }
        #expect(answers.contains { $0.status == 200 })
        let refused = answers.filter { $0.status == 503 }
        #expect(!refused.isEmpty)
        #expect(refused.allSatisfy { $0.fields["retry-after"] == "1" })
        #expect(answers.allSatisfy { [200, 503].contains($0.status) })
    }

    @Test func strangersNeedTheToken() throws {
        let server = try RunningServer { $0.token = "secret" }
        let wire = try server.wire()
        // The answer does not wait for a body.
        let early = try server.wire()
        try early.send("POST /v1/models/m:predict HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n")
        let refused = try early.answer()
        #expect(refused.status == 401)
        #expect(refused.fields["connection"] == "close")
        #expect(try early.isClosed())
        #expect(try wire.get("/v2").status == 401)
        #expect(try wire.get("/v2", fields: "Authorization: Bearer secre\r\n").status == 401)
        #expect(try wire.get("/v2", fields: "Authorization: Bearer secrets\r\n").status == 401)
        #expect(try wire.get("/v2", fields: "Authorization: Basic secret\r\n").status == 401)
        #expect(try wire.get("/v2", fields: "Authorization: bearer secret\r\n").status == 200)
        #expect(try wire.get("/v2/health/live").status == 200)
        #expect(try wire.get("/metrics").status == 401)
        var open = ServerConfiguration()
        open.host = "0.0.0.0"
        open.port = 0
        #expect(throws: ServerError.self) { try InferenceServer.start(open) }
    }

    @Test func whatWasAcceptedIsAnsweredBeforeTheEnd() throws {
        let server = try RunningServer()
        let pixels = images(400)
        let wires = try (0..<4).map { _ in try server.wire() }
        for wire in wires {
            try wire.send(
                Array(
                    "POST /v2/models/mnist-cnn/infer HTTP/1.1\r\nHost: localhost\r\n\(rawFields)Content-Length: \(pixels.count)\r\n\r\n"
                        .utf8) + pixels)
        }
        // A request that was answered shows that the others have been read.
        _ = try server.wire().get("/v2")
        #expect(server.server.stop())
        let expected = try logitBytes(pixels, .mnistCNN)
        for wire in wires {
            let answer = try wire.answer()
            #expect(answer.fields["connection"] == "close")
            #expect(Array(answer.binary.prefix(expected.count)) == expected)
        }
    }

    @Test func aLongAnswerReachesAClientThatIsSlow() throws {
        let server = try RunningServer()
        let pixels = images(30_000)
        let wire = try server.wire()
        try wire.send(
            Array(
                "POST /v2/models/mnist-sigmoid/infer HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\(rawFields)Content-Length: \(pixels.count)\r\n\r\n"
                    .utf8) + pixels)
        wire.finishSending()
        wire.waitLong()
        #expect(try wire.answer().binary.count == 30_000 * 88)
        #expect(try wire.isClosed())
    }
}
