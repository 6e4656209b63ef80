/// The order of `SignedOrder` as a frame of the WebSocket API.
struct SocketOrder {
    /// Masked, as a client's frames are, under a mask of zeros.
    let question: [UInt8]

    init(for server: LocalServer) throws {
        let market = try SignedOrder.Market(of: server)
        let params = [
            ("apiKey", SignedOrder.key), ("newOrderRespType", "RESULT"), ("price", String(try market.wholePrice(percent: 97))),
            ("quantity", "0.010"), ("recvWindow", "60000"), ("side", "BUY"), ("symbol", "BTCUSDT"), ("timeInForce", "IOC"),
            ("timestamp", String(market.time)), ("type", "LIMIT"),
        ]
        let signature = SignedOrder.signature(of: params.map { "\($0)=\($1)" }.joined(separator: "&"))
        let members = (params + [("signature", signature)]).map { #""\#($0)":"\#($1)""# }.joined(separator: ",")
        let text = Array(#"{"id":"1","method":"order.place","params":{\#(members)}}"#.utf8)
        precondition((126...Int(UInt16.max)).contains(text.count), "the length has two bytes")
        question = [0x81, 0x80 | 126, UInt8(text.count >> 8), UInt8(text.count & 0xFF), 0, 0, 0, 0] + text
    }
}
