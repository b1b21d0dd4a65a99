internal import NIOCore
#if TLS
    internal import NIOSSL
#endif

/// TLS for every connection, 1.2 or newer, by a certificate that is read once.
struct TransportSecurity: Sendable {
    #if TLS
        private let context: NIOSSLContext
    #endif

    /// Reads certificate and key; `nil` where the configuration names none.
    ///
    /// - Throws: ``ServerError/certificate(file:reason:)`` for a file that cannot be read or a key of
    ///   another certificate, ``ServerError/builtWithoutTLS``.
    init?(_ configuration: ServerConfiguration) throws(ServerError) {
        guard let certificate = configuration.certificate, let key = configuration.privateKey
        else { return nil }
        #if TLS
            let pem = "expected a file of PEM that can be read, with"
            let chain = try Self.checking(certificate, "\(pem) certificates") {
                try NIOSSLCertificate.fromPEMFile(certificate)
            }
            let privateKey = try Self.checking(key, "\(pem) a private key, no passphrase") {
                try NIOSSLPrivateKey(file: key, format: .pem)
            }
            var settings = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) },
                privateKey: .privateKey(privateKey))
            settings.minimumTLSVersion = .tlsv12
            settings.applicationProtocols = ["http/1.1"]
            context = try Self.checking(
                key, "expected the private key of the certificate in \(certificate), found another"
            ) {
                try NIOSSLContext(configuration: settings)
            }
        #else
            throw .builtWithoutTLS
        #endif
    }

    /// Puts TLS before the handlers of a connection.
    func secure(_ channel: any Channel) throws {
        #if TLS
            try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
        #endif
    }

    #if TLS
        private static func checking<Value>(
            _ file: String, _ expectation: String, _ body: () throws -> Value
        ) throws(ServerError) -> Value {
            do { return try body() } catch {
                throw .certificate(file: file, reason: expectation)
            }
        }
    #endif
}
