import Crypto
import Foundation

/// An order as a client sends it, signed once with a window wide enough to repeat it: an IOC far below the market, which
/// passes every check, trades with nobody, and leaves nothing behind.
struct SignedOrder {
    static let path = "/fapi/v1/order"

    let headers: [(name: String, value: String)]
    let body: String

    /// Price and time are taken from the exchange, whose clock is not that of the wall.
    init(for server: LocalServer) throws {
        let key = "ContangoDemoKeyalice".padding(toLength: 64, withPad: "x", startingAt: 0)
        let secret = "ContangoDemoSecretalice".padding(toLength: 64, withPad: "x", startingAt: 0)
        let market = try Market(LoopbackHTTP.send("GET", "/fapi/v1/premiumIndex?symbol=BTCUSDT", port: server.port))
        let price = try market.wholePrice(percent: 97)
        let order =
            "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=IOC&quantity=0.010&price=\(price)"
            + "&newOrderRespType=RESULT&recvWindow=60000&timestamp=\(market.time)"
        let code = HMAC<SHA256>.authenticationCode(for: Data(order.utf8), using: SymmetricKey(data: Data(secret.utf8)))
        let signature = code.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
        headers = [("X-MBX-APIKEY", key), ("Content-Type", "application/x-www-form-urlencoded")]
        body = order + "&signature=" + signature
    }

    /// Sends it once; throws unless it was carried out.
    func check(on server: LocalServer) throws {
        let fields = headers.map { "\($0.name): \($0.value)" }
        let reply = try LoopbackHTTP.send("POST", Self.path, headers: fields, body: body, port: server.port)
        guard reply.contains("\"orderId\"") else { throw VoidRun("the order was answered with \(reply.prefix(400))") }
    }

    private struct Market: Decodable {
        var markPrice: String
        var time: Int64

        init(_ reply: String) throws { self = try JSONDecoder().decode(Market.self, from: Data(reply.utf8)) }

        func wholePrice(percent: Int64) throws -> Int64 {
            guard let units = markPrice.split(separator: ".").first.flatMap({ Int64($0) }) else {
                throw VoidRun("the mark price is \(markPrice)")
            }
            return units * percent / 100
        }
    }
}
