import Testing

@Suite("The kernels of a run")
struct KernelCapTests {
    @Test("MNIST_KERNELS caps the choice")
    func cap() throws {
        let data = try TinyData()
        let result = try data.run(
            "evaluate", "--format", "json", environment: ["MNIST_KERNELS": "portable"])
        let report = try #require(try result.json as? [String: Any])
        #expect(report["kernel"] as? String == "portable")
    }
}
