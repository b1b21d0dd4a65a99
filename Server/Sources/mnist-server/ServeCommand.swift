internal import ArgumentParser
internal import Serving

/// The command `mnist-server`.
@main
struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mnist-server",
        abstract: "Serve image classifiers of the MNIST kind over HTTP.",
        discussion: """
            Speaks the Open Inference Protocol, version 2, with binary tensors and classification, \
            KServe's version 1, and POST /classify for pictures. Serves the five bundled networks, \
            or those of a folder. Prints its address when it is ready. SIGTERM and SIGINT let it \
            finish what it has begun.

            EXAMPLES
              mnist-server
              mnist-server --models models --port 9000
              MNIST_SERVER_TOKEN=secret mnist-server --host 0.0.0.0
            """)

    @OptionGroup var options: ServeOptions

    func run() throws {
        // Before any thread is there, so that all of them leave the signals to this one.
        let signals = StopSignals()
        allowManyFiles()
        let settings = try options.configuration()
        let server: InferenceServer
        do {
            server = try InferenceServer.start(settings)
        } catch let error as ServerError {
            StandardError.write("mnist-server: error: \(error)\n")
            throw ExitCode(error.exitStatus)
        }
        let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
        StandardOutput.write("listening on http://\(host):\(server.port)\n")
        signals.wait()
        guard server.stop() else { throw ExitCode(75) }
    }
}
