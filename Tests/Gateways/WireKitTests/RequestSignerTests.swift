import Testing
import WireKit

/// The examples of document 001, "SIGNED (TRADE and USER_DATA) Endpoint Examples".
@Suite("Signatures")
struct RequestSignerTests {
    private let signer = RequestSigner(secret: "2b5eb11e18796d12d88f13dc27dbbd02c2cc51ff7059765ed9821957d82bb4d9")
    private let payload = Array(
        "symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=9000&timeInForce=GTC&recvWindow=5000&timestamp=1591702613943".utf8)
    private let signature = "3c661234138461fcc7a7d8746c6558c9842d4e10870d2ecbedf7777cad694af9"

    @Test("a request in one part is signed as documented")
    func onePart() {
        #expect(signer.signature(of: payload) == signature)
        #expect(signer.isValid(signature, of: payload))
    }

    /// The document made its third example's signature over a space before the time that the request it prints does not have.
    @Test("query and body are signed one after the other, with nothing between them")
    func mixed() {
        let query = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC"
        let body = "quantity=1&price=9000&recvWindow=5000&timestamp=1591702613943"
        let signature = "30baaf0fab549bbeda7f5ef201898b34122da25fd23c646cac2c529aebe670a4"
        #expect(signer.signature(of: Array((query + body).utf8)) == signature)
        let printed = "f9d0ae5e813ef6ccf15c2b5a434047a0181cb5a342b903b367ca6d27a66e36f2"
        let withSpace = body.replacing("timestamp=", with: "timestamp= ")
        #expect(signer.signature(of: Array((query + withSpace).utf8)) == printed)
    }

    @Test("either case of hexadecimal will do")
    func upperCase() { #expect(signer.isValid(signature.uppercased(), of: payload)) }

    @Test("any other signature, payload or secret is refused")
    func wrong() {
        for index in signature.indices {
            var other = signature
            other.replaceSubrange(index...index, with: signature[index] == "0" ? "1" : "0")
            #expect(!signer.isValid(other, of: payload))
        }
        #expect(!signer.isValid(signature, of: Array(payload.dropLast())))
        #expect(!RequestSigner(secret: "other").isValid(signature, of: payload))
    }

    @Test(
        "what is no signature is refused",
        arguments: ["", "3c", String(repeating: "z", count: 64), String(repeating: "é", count: 32)])
    func malformed(_ text: String) {
        #expect(!signer.isValid(text, of: payload))
        #expect(!signer.isValid(signature + "00", of: payload))
    }
}
