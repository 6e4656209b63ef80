import NIOSSL

extension HTTPServer {
    /// What a server shows to clients that speak TLS: a certificate with those it stands on, and its key.
    public struct TLSIdentity: Sendable {
        let certificateFile: String
        let keyFile: String

        /// Both in PEM. The certificate comes first in its file, the authorities between it and a root after it.
        public init(certificateFile: String, keyFile: String) {
            self.certificateFile = certificateFile
            self.keyFile = keyFile
        }

        /// TLS 1.2 at least: the clients of 2024 speak 1.3, older ones of them 1.2.
        func makeContext() throws -> NIOSSLContext {
            let chain = try NIOSSLCertificate.fromPEMFile(certificateFile)
            let key = try NIOSSLPrivateKey(file: keyFile, format: .pem)
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
            configuration.minimumTLSVersion = .tlsv12
            configuration.applicationProtocols = ["http/1.1"]
            return try NIOSSLContext(configuration: configuration)
        }
    }
}
