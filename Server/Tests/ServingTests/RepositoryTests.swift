import ImageClassification
import Serving
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A folder that goes with the test.
///
/// Safety of its calls: strings become pointers for the time of a call, which only reads them.
private final class Folder {
    let path: String

    init() {
        var template = Array("/tmp/mnist-server-XXXXXX".utf8CString)
        // Safety: the template ends in a NUL, and is changed in place.
        _ = unsafe mkdtemp(&template)
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit {
        for name in ["one.safetensors", "new", "two/1/m.safetensors", "two/2.safetensors"] {
            unsafe unlink("\(path)/\(name)")
        }
        for name in ["two/1", "two", ""] { unsafe rmdir("\(path)/\(name)") }
    }

    /// Puts a file in place at once, as a careful program does.
    func put(_ bytes: [UInt8], _ name: String) {
        guard let file = unsafe fopen("\(path)/new", "w") else { return }
        unsafe fwrite(bytes, 1, bytes.count, file)
        unsafe fclose(file)
        unsafe rename("\(path)/new", "\(path)/\(name)")
    }

    func make(_ name: String) { unsafe mkdir("\(path)/\(name)", 0o755) }
}

private func content(of model: BundledModel) -> [UInt8] {
    guard let file = unsafe fopen(model.path, "r") else { return [] }
    defer { unsafe fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 4 << 20)
    // Safety: at most the size of `bytes` is written.
    let count = unsafe fread(&bytes, 1, bytes.count, file)
    return Array(bytes[..<count])
}

/// The file of a model with weights so large that it answers NaN, which only shows when it is asked.
private func withHugeWeights(_ model: BundledModel) -> [UInt8] {
    var bytes = content(of: model)
    let header = 8 + bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    for place in stride(from: header, to: bytes.count, by: 4) {
        let sign: UInt8 = place / 4 % 3 == 0 ? 0x80 : 0
        bytes.replaceSubrange(place..<place + 4, with: [0xff, 0xff, 0x7f, 0x7f | sign])
    }
    return bytes
}

@Suite struct RepositoryTests {
    /// Asks until the answer is as expected, for ten seconds at most.
    private func wait(until condition: () throws -> Bool) throws -> Bool {
        for _ in 0..<100 {
            if try condition() { return true }
            usleep(100_000)
        }
        return false
    }

    @Test func aChangedFileTakesThePlaceOfTheOldAndADamagedOneDoesNot() throws {
        let folder = Folder()
        folder.put(content(of: .mnistMLP), "one.safetensors")
        let server = try RunningServer { $0.models = folder.path }
        let wire = try server.wire()
        let pixels = images(1)
        func logits() throws -> [UInt8] {
            let answer = try wire.post("/v2/models/one/infer", pixels, fields: rawFields)
            #expect(answer.status == 200)
            return Array(answer.binary.prefix(40))
        }
        let (old, new) = (
            try logitBytes(pixels, .mnistMLP), try logitBytes(pixels, .mnistSigmoid)
        )
        #expect(try logits() == old)
        folder.put(Array(content(of: .mnistMLP).dropLast()), "one.safetensors")
        #expect(
            try wait {
                try wire.get("/metrics").text.contains("mnist_model_reload_failures_total 1\n")
            })
        #expect(try logits() == old)
        folder.put(content(of: .mnistSigmoid), "one.safetensors")
        #expect(try wait { try logits() == new })
    }

    @Test func aModelThatWasNeverAskedServesOnWhenItsFileIsDamaged() throws {
        let folder = Folder()
        folder.put(content(of: .mnistMLP), "one.safetensors")
        let server = try RunningServer { $0.models = folder.path }
        let wire = try server.wire()
        folder.put(withHugeWeights(.mnistMLP), "one.safetensors")
        #expect(
            try wait {
                try wire.get("/metrics").text.contains("mnist_model_reload_failures_total 1\n")
            })
        let pixels = images(1)
        let answer = try wire.post("/v2/models/one/infer", pixels, fields: rawFields)
        #expect(Array(answer.binary.prefix(40)) == (try logitBytes(pixels, .mnistMLP)))
    }

    @Test func aServerWhoseNetworkAnswersNaNDoesNotStart() throws {
        let folder = Folder()
        folder.put(withHugeWeights(.mnistMLP), "one.safetensors")
        #expect(throws: ServerError.self) { try RunningServer { $0.models = folder.path } }
    }

    @Test func versionsAreFoldersOrFilesAndTheNewestIsMeant() throws {
        let folder = Folder()
        folder.make("two")
        folder.make("two/1")
        folder.put(content(of: .mnistMLP), "two/1/m.safetensors")
        folder.put(content(of: .mnistSigmoid), "two/2.safetensors")
        let server = try RunningServer { $0.models = folder.path }
        let wire = try server.wire()
        let pixels = images(1)
        for (path, model) in [
            ("two", BundledModel.mnistSigmoid), ("two/versions/1", .mnistMLP),
            ("two/versions/2", .mnistSigmoid),
        ] {
            let answer = try wire.post("/v2/models/\(path)/infer", pixels, fields: rawFields)
            #expect(Array(answer.binary.prefix(40)) == (try logitBytes(pixels, model)))
        }
        #expect(try wire.get("/v2/models/two").text.contains(#""versions":["1","2"]"#))
        unsafe unlink("\(folder.path)/two/2.safetensors")
        #expect(try wait { try wire.get("/v2/models/two/versions/2").status == 404 })
        #expect(try wire.get("/v2/models/two/ready").status == 200)
    }

    @Test func aFolderWithoutModelsOrWithDamageDoesNotStart() throws {
        let folder = Folder()
        var configuration = ServerConfiguration()
        configuration.port = 0
        configuration.models = folder.path
        #expect(throws: ServerError.self) { try InferenceServer.start(configuration) }
        folder.put([1, 2, 3], "one.safetensors")
        let error = #expect(throws: ServerError.self) { try InferenceServer.start(configuration) }
        #expect("\(error.map { "\($0)" } ?? "")".contains("one.safetensors"))
    }
}
