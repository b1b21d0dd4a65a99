internal import Serving

/// The command `mnist-server`.
@main
enum ServeCommand {
    private static let wrongUsage: Int32 = 64
    private static let cutOff: Int32 = 75

    static func main() {
        // Before any thread is there, so that all of them leave the signals to this one.
        let signals = StopSignals()
        allowManyFiles()
        do {
            switch try OptionValues.task(of: Array(CommandLine.arguments.dropFirst())) {
            case .showHelp: StandardOutput.write(OptionTable.help)
            case .showVersion: StandardOutput.write(InferenceServer.version + "\n")
            case .serve(let options): try serve(options, until: signals)
            }
        } catch let error as ServerError {
            end(error.description, status: error.exitStatus)
        } catch {
            end("\(error)\nSee 'mnist-server --help'.", status: wrongUsage)
        }
    }

    private static func serve(_ options: OptionValues, until signals: StopSignals) throws {
        let settings = try options.configuration()
        let server = try InferenceServer.start(settings)
        let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
        let scheme = settings.certificate == nil ? "http" : "https"
        StandardOutput.write("listening on \(scheme)://\(host):\(server.port)\n")
        signals.wait()
        if !server.stop() { endProcess(cutOff) }
    }

    private static func end(_ sentence: String, status: Int32) -> Never {
        StandardError.write("mnist-server: error: \(sentence)\n")
        endProcess(status)
    }
}
