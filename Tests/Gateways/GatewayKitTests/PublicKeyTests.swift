import GatewayKit
import Testing

@Suite("Public keys")
struct PublicKeyTests {
    private func flaw(_ make: () throws(PublicKeyFlaw) -> PublicKey) -> PublicKeyFlaw? {
        do throws(PublicKeyFlaw) {
            _ = try make()
            return nil
        } catch {
            return error
        }
    }

    @Test("PEM is read with either line ending, indented, and with blank lines around it")
    func spelling() throws {
        for pem in [SignatureVectors.rsaPublicKey, "\n\n" + SignatureVectors.rsaPublicKey + "\n\n"] {
            _ = try PublicKey(rsa: pem)
            _ = try PublicKey(rsa: pem.replacing("\n", with: "\r\n"))
            _ = try PublicKey(rsa: pem.replacing("\n", with: "\n  "))
        }
        _ = try PublicKey(ed25519: SignatureVectors.ed25519PublicKey)
    }

    @Test("a key of another algorithm is refused")
    func otherAlgorithm() {
        for pem in [SignatureVectors.ed25519PublicKey, SignatureVectors.otherPublicKey] {
            #expect(flaw { () throws(PublicKeyFlaw) in try PublicKey(rsa: pem) } == .noKey(of: "RSA"))
        }
        for pem in [SignatureVectors.rsaPublicKey, SignatureVectors.otherPublicKey] {
            #expect(flaw { () throws(PublicKeyFlaw) in try PublicKey(ed25519: pem) } == .noKey(of: "Ed25519"))
        }
    }

    @Test("an RSA key of fewer than 2048 bits is refused, and its size named")
    func short() {
        let flaw = flaw { () throws(PublicKeyFlaw) in try PublicKey(rsa: SignatureVectors.shortRSAPublicKey) }
        #expect(flaw == .tooFewBits(1_024))
        #expect(flaw?.description.contains("1024") == true)
    }

    @Test("what holds something else than a public key is refused by its label")
    func labels() {
        let private_ = SignatureVectors.rsaPublicKey.replacing("PUBLIC", with: "PRIVATE")
        #expect(flaw { () throws(PublicKeyFlaw) in try PublicKey(rsa: private_) } == .privateKey)
        let older = SignatureVectors.pkcs1PublicKey
        #expect(flaw { () throws(PublicKeyFlaw) in try PublicKey(rsa: older) } == .otherLabel("RSA PUBLIC KEY"))
    }

    @Test(
        "what is no PEM is refused",
        arguments: [
            "", "x", "-----BEGIN PUBLIC KEY-----", "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----",
            "-----BEGIN PUBLIC KEY-----\nMCow!\n-----END PUBLIC KEY-----", "-----BEGIN PUBLIC KEY-----\nMCow\n-----END KEY-----",
        ])
    func malformed(_ text: String) {
        #expect(flaw { () throws(PublicKeyFlaw) in try PublicKey(rsa: text) } == .noPEM)
        #expect(flaw { () throws(PublicKeyFlaw) in try PublicKey(ed25519: text) } == .noPEM)
    }

    @Test("base64 of something else is no key")
    func otherBytes() {
        let text = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEASvB0\n-----END PUBLIC KEY-----"
        #expect(flaw { () throws(PublicKeyFlaw) in try PublicKey(rsa: text) } == .noKey(of: "RSA"))
        #expect(flaw { () throws(PublicKeyFlaw) in try PublicKey(ed25519: text) } == .noKey(of: "Ed25519"))
    }
}
