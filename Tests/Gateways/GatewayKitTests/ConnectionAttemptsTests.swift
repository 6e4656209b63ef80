import GatewayKit
import Primitives
import Testing

/// Supplement §5.1.
@Suite("Attempts to open a socket")
struct ConnectionAttemptsTests {
    private let start = Timestamp(milliseconds: 1_767_225_600_000)

    @Test("an address has its attempts per five minutes, and the next window as many again")
    func window() {
        var attempts = ConnectionAttempts(policy: .init(perWindow: 2))
        let late = start.advanced(byMilliseconds: 299_001)
        #expect(attempts.take(from: "10.0.0.1", at: start) == .allowed)
        #expect(attempts.take(from: "10.0.0.1", at: start) == .allowed)
        #expect(attempts.take(from: "10.0.0.1", at: start) == .tooMany(retryAfterSeconds: 300))
        #expect(attempts.take(from: "10.0.0.1", at: late) == .tooMany(retryAfterSeconds: 1))
        #expect(attempts.take(from: "10.0.0.2", at: late) == .allowed)
        #expect(attempts.take(from: "10.0.0.1", at: start.advanced(byMilliseconds: 300_000)) == .allowed)
    }

    @Test("loopback is exempt unless told otherwise", arguments: ["127.0.0.1", "127.8.0.1", "::1", "::ffff:127.0.0.1"])
    func loopback(address: String) {
        var exempting = ConnectionAttempts(policy: .init(perWindow: 0))
        #expect(exempting.take(from: address, at: start) == .allowed)
        var strict = ConnectionAttempts(policy: .init(perWindow: 0, exemptsLoopback: false))
        #expect(strict.take(from: address, at: start) == .tooMany(retryAfterSeconds: 300))
        var off = ConnectionAttempts(policy: .init(perWindow: 0, exemptsLoopback: false, isEnforced: false))
        #expect(off.take(from: address, at: start) == .allowed)
    }
}
