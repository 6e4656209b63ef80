extension HTTPServer {
    /// Where a server listens and how much it takes.
    public struct Configuration: Sendable {
        /// An address of this machine; loopback unless told otherwise.
        public var host: String
        /// Zero lets the system choose; `start()` says what it chose.
        public var port: Int
        /// One thread serves thousands of connections; more help only where cores are idle.
        public var eventLoopThreads: Int
        public var limits: Limits
        /// With it the server speaks TLS only, without it none.
        public var tls: TLSIdentity?

        public init(
            host: String = "127.0.0.1", port: Int = 9650, eventLoopThreads: Int = 1, limits: Limits = Limits(),
            tls: TLSIdentity? = nil
        ) {
            self.host = host
            self.port = port
            self.eventLoopThreads = eventLoopThreads
            self.limits = limits
            self.tls = tls
        }
    }

    /// Everything a client could fill, with its size. What happens at the limit stands beside each.
    public struct Limits: Sendable {
        /// Sockets included. The next connection gets a 503 and is closed.
        public var connectionsMax = 4096
        /// A longer target is a 414, or a 431 when it is longer than `socketTargetBytesMax`, too.
        public var targetBytesMax = 16 << 10
        /// The same for requests to open a websocket: all streams of a connection may be named in its target.
        public var socketTargetBytesMax = 128 << 10
        /// All header fields of a request together. More is a 431.
        public var headerBytesMax = 32 << 10
        /// More fields than this are a 431.
        public var headerFieldsMax = 100
        /// A longer body is a 413.
        public var bodyBytesMax = 1 << 20
        /// Bodies this long and longer are sent compressed to clients that accept gzip.
        public var compressedBytesMin = 1 << 10
        /// Bytes taken in one read, rounded up to a power of two. Until the requests in them are answered, the connection is
        /// not read again.
        public var pipelinedBytesMax = 64 << 10
        /// Bytes that the kernel keeps for a reader. Left to itself it takes millions before anyone notices that nobody reads.
        public var kernelBytesMax = 128 << 10
        /// From a request's first byte (or from the connection's opening) to its last. Then the connection is closed.
        public var requestMillisecondsMax = 30_000
        /// Between two requests. Then the connection is closed.
        public var idleMillisecondsMax = 75_000
        /// How long a connection that we close may keep sending before it is cut.
        public var lingerMillisecondsMax = 2_000
        /// How long `stop()` waits for requests in flight and for sockets to say goodbye.
        public var drainMillisecondsMax = 5_000

        public init() {}
    }
}
