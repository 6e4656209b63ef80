/// What the engine thread does all day: takes what waits in the inbox, carries it out, passes it on to be committed.
struct EngineThread: Sendable {
    let inbox: Inbox
    let committer: Committer
    let batchCommandsMax: Int

    /// Ends once the inbox is closed and drained, or nothing can be committed any more.
    func run(_ start: consuming BatchExecutor) {
        var executor = start
        defer { committer.finish() }
        while let requests = inbox.drain(orAt: executor.deadlineNanoseconds) {
            guard carryOut(requests, by: &executor) else { return }
        }
        if executor.isSnapshotStale { _ = committer.accept(ExecutedBatch(snapshot: executor.snapshot())) }
    }

    private func carryOut(_ requests: [Request], by executor: inout BatchExecutor) -> Bool {
        var start = 0
        repeat {
            let end = endOfBatch(requests, from: start)
            let batch = executor.execute(requests[start..<end])
            start = end
            if !batch.isEmpty && !committer.accept(batch) {
                for request in requests[start...] { request.refuse(.stopped) }
                return false
            }
        } while start < requests.count
        return true
    }

    /// At least one request; more as long as they fit into a batch together.
    private func endOfBatch(_ requests: [Request], from start: Int) -> Int {
        var end = start
        var weight = 0
        while end < requests.count {
            weight += requests[end].weight
            if weight > batchCommandsMax && end > start { break }
            end += 1
        }
        return end
    }
}
