/// What the transport has done since it started, for metrics.
public struct TransportCounters: Sendable, Equatable {
    /// Open now, sockets included.
    public internal(set) var connectionsOpen = 0
    public internal(set) var connectionsAccepted = 0
    /// Turned away because `connectionsMax` were open.
    public internal(set) var connectionsRefused = 0
    /// Open now.
    public internal(set) var socketsOpen = 0
    public internal(set) var socketsAccepted = 0
    /// Sockets closed because their queue was full or they had stopped reading.
    public internal(set) var slowReadersClosed = 0
    /// Frames that gave their place to a later one, because their reader lagged; of sockets that are closed.
    public internal(set) var framesSuperseded = 0
    /// Complete requests, upgrades included.
    public internal(set) var requests = 0
    /// Requests answered by the transport itself because they were malformed or too large.
    public internal(set) var requestsMalformed = 0
}
