import ExchangePorts
import Primitives
import Testing
import WireKit

@Suite("The operator's keys")
struct KeyTests {
    /// Public keys as they stand in JSON. Their private halves were thrown away.
    private static let rsa = """
        -----BEGIN PUBLIC KEY-----
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAllpDocJoz/ho0ArztAij
        CIIfC91EYwoo2kFJh5fOLLguN/nd/2vLERWMtWOswnGrHCGgWs7/uIw5rlGA+rXs
        ZgMtZKB+lpHhSx4uDfMJFrB7fCUJo+LZoSSAZOtXPgr5HVB8YdEt3Dcu4JCtucNw
        kPlww10fH3IF0n0Nokmn8M1NUGtoRvB4JK4jA9eHI9yycpfb+v3M304Q92/xClvD
        odY6Whkxuo/SScJAlfcHSJFhvSHg5FESDcUcux+ka+AfQmK6q3m6C8tikzhQMthU
        waR9m483pOF40z5g/JkCqRckLHejzZuIzlH622wk24Nn4+FtomnN7O6kLf2wFoER
        bQIDAQAB
        -----END PUBLIC KEY-----

        """.replacing("\n", with: "\\n")
    private static let ed25519 = """
        -----BEGIN PUBLIC KEY-----
        MCowBQYDK2VwAyEASvB0keJtMEST+NyySBHo3UcWRNHzLv85SfTOeV7bXgE=
        -----END PUBLIC KEY-----

        """.replacing("\n", with: "\\n")

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
            #"{"account":"alice","type":"HMAC","permissions":["READ"],"ips":["10.0.0.0/33"]}"#,
            #"{"account":"alice","type":"HMAC","permissions":["READ"],"ips":"127.0.0.1"}"#,
            #"{"account":"alice","type":"HMAC","permissions":["READ"],"publicKey":"x"}"#,
        ])
    func impossible(_ body: String) async throws {
        try await OperatorFixture().expectRefusal(400, .post, "/keys", body)
    }

    @Test("a key with a key pair has no secret here", arguments: [("RSA", Self.rsa), ("ED25519", Self.ed25519)])
    func keyPairs(type: String, publicKey: String) async throws {
        let fixture = try await OperatorFixture()
        let answer = try await fixture.send(
            .post, "/keys",
            #"{"account":"alice","type":"\#(type)","publicKey":"\#(publicKey)","permissions":["TRADE"],"ips":["10.1.1.1/8"]}"#)
        #expect(answer.status == 200, "\(answer.text)")
        let key = try #require(fixture.keys.all.first)
        #expect(answer.text == #"{"apiKey":"\#(key.key)"}"#)
        let pem = publicKey.replacing("\\n", with: "\n")
        #expect(key.secret == (type == "RSA" ? .rsa(publicKeyPEM: pem) : .ed25519(publicKeyPEM: pem)))
        #expect(key.permissions == [.trade] && key.allowedAddresses == ["10.0.0.0/8"])
    }

    @Test(
        "an impossible public key is refused, and says why",
        arguments: [
            ("RSA", "x", "BEGIN PUBLIC KEY"), ("RSA", Self.ed25519, "no RSA public key"),
            ("ED25519", Self.rsa, "no Ed25519 public key"),
            ("RSA", Self.rsa.replacing("PUBLIC", with: "PRIVATE"), "private key"), ("ED25519", "", "'publicKey'"),
        ])
    func impossiblePublicKeys(type: String, publicKey: String, why: String) async throws {
        try await OperatorFixture().expectRefusal(
            400, .post, "/keys",
            #"{"account":"alice","type":"\#(type)","publicKey":"\#(publicKey)","permissions":["READ"]}"#, mentions: why)
    }

    @Test("a key with a key pair needs its public key")
    func missingPublicKey() async throws {
        try await OperatorFixture().expectRefusal(
            400, .post, "/keys", #"{"account":"alice","type":"RSA","permissions":["READ"]}"#, mentions: "'publicKey' is missing")
    }

    @Test("keys are listed with what they may do and without secrets")
    func list() async throws {
        let fixture = try await OperatorFixture()
        #expect(try await fixture.send(.get, "/keys").text == "[]")
        _ = try await fixture.send(.post, "/keys", #"{"account":"alice","type":"HMAC","permissions":["TRADE","READ"]}"#)
        _ = try await fixture.send(
            .post, "/keys",
            #"{"account":"maker-1","type":"ED25519","publicKey":"\#(Self.ed25519)","permissions":["READ"],"ips":["::1"]}"#)
        let keys = fixture.keys.all
        let alice = #"{"apiKey":"\#(keys[0].key)","account":"alice","type":"HMAC","permissions":["READ","TRADE"],"ips":[]}"#
        let maker =
            #"{"apiKey":"\#(keys[1].key)","account":"maker-1","type":"ED25519","publicKey":"\#(Self.ed25519)","#
            + #""permissions":["READ"],"ips":["::1"]}"#
        #expect(try await fixture.send(.get, "/keys").text == "[\(alice),\(maker)]")
        #expect(try await fixture.send(.get, "/keys", query: "account=maker-1").text == "[\(maker)]")
        #expect(try await fixture.send(.get, "/keys", query: "account=nobody").status == 404)
        #expect(try await fixture.send(.get, "/keys", query: "colour=red").status == 400)
        #expect(try await fixture.send(.get, "/keys", query: "account=%zz").status == 400)
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
