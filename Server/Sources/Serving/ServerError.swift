/// Why a server does not start.
public enum ServerError: Error, CustomStringConvertible {
    /// Anyone could call, and nothing says that this is meant.
    case tokenMissing(host: String)
    /// The folder of models holds none.
    case noModels(folder: String)
    /// A model cannot be read when the server starts.
    case model(file: String, reason: String)
    /// The certificate or its key cannot be used.
    case certificate(file: String, reason: String)
    /// The page for browsers cannot be served.
    case page(file: String, reason: String)
    /// There is a certificate, and no TLS in this build.
    case builtWithoutTLS
    /// The address cannot be listened at.
    case cannotListen(host: String, port: Int, reason: String)

    /// How a process ends that cannot serve: 64 for options, 65 for models, certificates and pages,
    /// 66 for a folder without any model, 71 for the system.
    public var exitStatus: Int32 {
        switch self {
        case .tokenMissing, .builtWithoutTLS: 64
        case .model, .certificate, .page: 65
        case .noModels: 66
        case .cannotListen: 71
        }
    }

    /// One sentence: what was expected and what was found.
    public var description: String {
        switch self {
        case .tokenMissing(let host):
            "\(host): expected a token for an address that others reach, found none "
                + "(--insecure serves everyone)"
        case .noModels(let folder): "\(folder): expected at least one model, found none"
        case .model(let file, let reason): "\(file): the model cannot be served: \(reason)"
        case .certificate(let file, let reason), .page(let file, let reason): "\(file): \(reason)"
        case .builtWithoutTLS:
            "tls-certificate: expected a server that was built with TLS, found one without "
                + "(tools/mnist serve --tls-certificate FILE --tls-key FILE builds it)"
        case .cannotListen(let host, let port, let reason):
            "\(host):\(port): cannot listen: \(reason)"
        }
    }
}
