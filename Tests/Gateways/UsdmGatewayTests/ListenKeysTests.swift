import ExchangePorts
import Primitives
import Testing
import UsdmGateway

@Suite("Listen keys")
struct ListenKeysTests {
    private let start = Timestamp(milliseconds: 1_000_000)
    private let hour = ListenKeys.lifetimeMilliseconds

    @Test("an account has one key of 64 letters and digits, kept while it is asked for")
    func oneKey() {
        let keys = ListenKeys()
        let key = keys.start(for: AccountID(0), with: "a", at: start)
        #expect(key.utf8.count == 64)
        #expect(key.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) })
        #expect(keys.start(for: AccountID(0), with: "a", at: start) == key)
        #expect(keys.extend(AccountID(0), with: "a", at: start) == key)
        #expect(keys.start(for: AccountID(1), with: "a", at: start) != key)
        #expect(keys.account(of: key) == AccountID(0))
        #expect(keys.key(of: AccountID(0)) == key)
    }

    @Test("a key lives an hour from when it was last asked for or extended")
    func lifetime() {
        let keys = ListenKeys()
        let key = keys.start(for: AccountID(0), with: "a", at: start)
        #expect(keys.expire(at: start.advanced(byMilliseconds: hour - 1)).isEmpty)
        _ = keys.start(for: AccountID(0), with: "a", at: start.advanced(byMilliseconds: 1_000))
        #expect(keys.expire(at: start.advanced(byMilliseconds: hour)).isEmpty)
        _ = keys.extend(AccountID(0), with: "a", at: start.advanced(byMilliseconds: 2_000))
        #expect(keys.expire(at: start.advanced(byMilliseconds: hour + 1_999)).isEmpty)
        let expired = keys.expire(at: start.advanced(byMilliseconds: hour + 2_000))
        #expect(expired.map(\.key) == [key])
        #expect(expired.map(\.account) == [AccountID(0)])
        #expect(keys.account(of: key) == nil)
        #expect(keys.extend(AccountID(0), with: "a", at: start) == nil)
        #expect(keys.expire(at: start.advanced(byMilliseconds: 2 * hour)).isEmpty)
    }

    @Test("a closed key is gone, and the next one is another")
    func closing() {
        let keys = ListenKeys()
        let key = keys.start(for: AccountID(0), with: "a", at: start)
        #expect(keys.close(AccountID(0)))
        #expect(!keys.close(AccountID(0)))
        #expect(keys.account(of: key) == nil)
        #expect(keys.extend(AccountID(0), with: "a", at: start) == nil)
        #expect(keys.start(for: AccountID(0), with: "a", at: start) != key)
    }

    @Test("without a key, extending and closing are refused")
    func endpoints() async throws {
        let fixture = try await UsdmFixture()
        let message = "This listenKey does not exist. Please use `POST /fapi/v1/listenKey` to recreate `listenKey`"
        try await fixture.expectRefusal(-1125, .put, "/fapi/v1/listenKey", as: .alice, message: message)
        try await fixture.expectRefusal(-1125, .delete, "/fapi/v1/listenKey", as: .alice, message: message)
        let key = try await fixture.listenKey(of: .alice)
        #expect(try await fixture.ask(.put, "/fapi/v1/listenKey", as: .alice)["listenKey"]?.text == key)
        try await fixture.ask(.delete, "/fapi/v1/listenKey", as: .alice)
        try await fixture.expectRefusal(-1125, .put, "/fapi/v1/listenKey", as: .alice, message: message)
    }

    @Test("all API keys of an account share its listen key, which ends when one that was told it is revoked")
    func sharing() {
        let keys = ListenKeys()
        let listenKey = keys.start(for: AccountID(0), with: "a", at: start)
        #expect(keys.start(for: AccountID(0), with: "b", at: start) == listenKey)
        let other = keys.start(for: AccountID(1), with: "d", at: start)
        #expect(keys.revoke(AccountID(0), toldTo: "c") == nil, "c never asked for it")
        #expect(keys.extend(AccountID(0), with: "c", at: start) == listenKey)
        let ended = keys.revoke(AccountID(0), toldTo: "c")
        #expect(ended?.key == listenKey && ended?.account == AccountID(0))
        #expect(keys.account(of: listenKey) == nil && keys.key(of: AccountID(0)) == nil)
        #expect(keys.account(of: other) == AccountID(1))
        #expect(keys.revoke(AccountID(0), toldTo: "a") == nil, "it has ended already")
        #expect(keys.start(for: AccountID(0), with: "b", at: start) != listenKey)
        #expect(keys.revoke(AccountID(0), toldTo: "a") == nil, "a was not told of the next one")
    }
}
