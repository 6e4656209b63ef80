import Foundation

/// Runs something asynchronous to its end on a thread that has nothing else to do.
func waiting(for body: @escaping @Sendable () async -> Void) {
    let ended = DispatchSemaphore(value: 0)
    Task {
        await body()
        ended.signal()
    }
    ended.wait()
}
