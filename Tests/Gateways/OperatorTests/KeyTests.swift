import ExchangePorts
import Primitives
import Testing
import WireKit

@Suite("The operator's keys")
struct KeyTests {
    @Test("a key is made of letters and digits, with the rights asked for")
    func create() async throws {
        let fixture = try await OperatorFixture()
        let answer = try await fixture.send(
            .post, "/keys",
            #"{"account":"alice","type":"HMAC","permissions":["READ","TRADE"],"ips":["127.0.0.1","0:0:0:0:0:0:0:1"]}"#)
        guard case .string(let text)? = answer["apiKey"], case .string(let secret)? = answer["secretKey"] else {
            Issue.record("no key: \(answer.text)")
            return
        }
        for part in [text, secret] {
            #expect(part.utf8.count == 64)
            #expect(part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) })
        }
        #expect(text != secret)
        #expect(
            fixture.keys.key(text)
                == APIKey(
                    key: text, account: AccountID(0), secret: .hmac(secret), permissions: [.read, .trade],
                    allowedAddresses: ["127.0.0.1", "::1"]))
    }

    @Test("no two keys are alike")
    func random() async throws {
        let fixture = try await OperatorFixture()
        for _ in 0..<50 { _ = try await fixture.send(.post, "/keys", #"{"account":"alice","type":"HMAC","permissions":["READ"]}"#) }
        #expect(fixture.keys.all.count == 50)
        #expect(Set(fixture.keys.all.map(\.secret)).count == 50)
    }

    @Test("a revoked key is gone, and cannot be revoked again")
    func revoke() async throws {
        let fixture = try await OperatorFixture()
        _ = try await fixture.send(.post, "/keys", #"{"account":"alice","type":"HMAC","permissions":["READ"],"ips":[]}"#)
        let key = try #require(fixture.keys.all.first)
        let answer = try await fixture.send(.delete, "/keys/\(key.key)")
        #expect(answer.status == 200 && answer.text == "{}")
        #expect(fixture.keys.all.isEmpty)
        try await fixture.expectRefusal(404, .delete, "/keys/\(key.key)")
    }

    @Test(
        "impossible keys are refused",
        arguments: [
            #"{"type":"HMAC","permissions":["READ"]}"#, #"{"account":"alice","permissions":["READ"]}"#,
            #"{"account":"alice","type":"PAPER","permissions":["READ"]}"#, #"{"account":"alice","type":"HMAC"}"#,
            #"{"account":"alice","type":"HMAC","permissions":[]}"#, #"{"account":"alice","type":"HMAC","permissions":"READ"}"#,
            #"{"account":"alice","type":"HMAC","permissions":["FLY"]}"#, #"{"account":"alice","type":"HMAC","permissions":[1]}"#,
            #"{"account":"alice","type":"HMAC","permissions":["READ"],"ips":["here"]}"#,
            #"{"account":"alice","type":"HMAC","permissions":["READ"],"ips":["10.0.0.0/8"]}"#,
            #"{"account":"alice","type":"HMAC","permissions":["READ"],"ips":"127.0.0.1"}"#,
            #"{"account":"alice","type":"HMAC","permissions":["READ"],"publicKey":"x"}"#,
        ])
    func impossible(_ body: String) async throws {
        try await OperatorFixture().expectRefusal(400, .post, "/keys", body)
    }

    @Test("keys with a key pair are announced, not there", arguments: ["RSA", "ED25519"])
    func keyPairs(_ type: String) async throws {
        try await OperatorFixture().expectRefusal(
            400, .post, "/keys", #"{"account":"alice","type":"\#(type)","publicKey":"x","permissions":["READ"]}"#,
            mentions: "come later")
    }

    @Test("a key of nobody is not found")
    func unknownAccount() async throws {
        try await OperatorFixture().expectRefusal(
            404, .post, "/keys", #"{"account":"nobody","type":"HMAC","permissions":["READ"]}"#, mentions: "'nobody'")
    }

    @Test("addresses of one key are limited")
    func addressesLimit() async throws {
        let addresses = (0...30).map { "\"10.0.0.\($0)\"" }.joined(separator: ",")
        try await OperatorFixture().expectRefusal(
            400, .post, "/keys", #"{"account":"alice","type":"HMAC","permissions":["READ"],"ips":[\#(addresses)]}"#, mentions: "30")
    }

    @Test("a key that could not be written is not answered as made")
    func unwritable() async throws {
        let fixture = try await OperatorFixture()
        fixture.keys.breakDown()
        try await fixture.expectRefusal(500, .post, "/keys", #"{"account":"alice","type":"HMAC","permissions":["READ"]}"#)
        try await fixture.expectRefusal(500, .delete, "/keys/x")
    }
}
