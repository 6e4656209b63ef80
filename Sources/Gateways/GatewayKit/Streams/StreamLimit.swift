/// The size of a stream socket.
public enum StreamLimit {
    /// Streams one connection may subscribe to (supplement §5.1).
    public static let streamsMax = 1_024
}
