/// How the exchange is reached over TLS.
public struct TLSOptions: Sendable, Equatable {
    public enum Identity: Sendable, Equatable {
        /// The operator's own, in PEM.
        case files(certificate: String, key: String)
        /// Made once and kept in this directory, with the authority that clients are to trust.
        case selfSigned(directory: String)
    }

    /// The port of the shared listener's twin that speaks TLS.
    public var port: Int
    public var identity: Identity

    public init(port: Int, identity: Identity) {
        self.port = port
        self.identity = identity
    }
}
