/// Runs an operation up to its first suspension, as the transport does on its event loop.
func startAtOnce(_ operation: @escaping @Sendable () async -> Void) {
    if #available(macOS 26, *) { Task.immediate { await operation() } } else { Task { await operation() } }
}
