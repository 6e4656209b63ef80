import Crypto
import Foundation

/// An order as a client sends it, signed once with a window wide enough to repeat it: an IOC far below the market, which
/// passes every check, trades with nobody, and leaves nothing behind.
struct SignedOrder {
    static let path = "/fapi/v1/order"

    static let key = "ContangoDemoKeyalice".padding(toLength: 64, withPad: "x", startingAt: 0)
    private static let secret = "ContangoDemoSecretalice".padding(toLength: 64, withPad: "x", startingAt: 0)

    let headers: [(name: String, value: String)]
    let body: String

    /// Price and time are taken from the exchange, whose clock is not that of the wall.
    init(for server: LocalServer) throws {
        let market = try Market(of: server)
        let price = try market.wholePrice(percent: 97)
        let order =
            "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=IOC&quantity=0.010&price=\(price)"
            + "&newOrderRespType=RESULT&recvWindow=60000&timestamp=\(market.time)"
        headers = [("X-MBX-APIKEY", Self.key), ("Content-Type", "application/x-www-form-urlencoded")]
        body = order + "&signature=" + Self.signature(of: order)
    }

    static func signature(of payload: String) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Data(payload.utf8), using: SymmetricKey(data: Data(secret.utf8)))
        return code.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }

    /// Sends it once; throws unless it was carried out.
    func check(on server: LocalServer) throws {
        let fields = headers.map { "\($0.name): \($0.value)" }
        let reply = try LoopbackHTTP.send("POST", Self.path, headers: fields, body: body, port: server.port)
        guard reply.contains("\"orderId\"") else { throw VoidRun("the order was answered with \(reply.prefix(400))") }
    }

    struct Market: Decodable {
        var markPrice: String
        var time: Int64

        init(of server: LocalServer) throws {
            let reply = try LoopbackHTTP.send("GET", "/fapi/v1/premiumIndex?symbol=BTCUSDT", port: server.port)
            self = try JSONDecoder().decode(Market.self, from: Data(reply.utf8))
        }

        func wholePrice(percent: Int64) throws -> Int64 {
            guard let units = markPrice.split(separator: ".").first.flatMap({ Int64($0) }) else {
                throw VoidRun("the mark price is \(markPrice)")
            }
            return units * percent / 100
        }
    }
}
