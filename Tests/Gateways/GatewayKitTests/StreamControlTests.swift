import Testing

@testable import GatewayKit

/// Document 001, "Live Subscribing/Unsubscribing to streams", with its table of error messages, and supplement §5.2.
@Suite("Control messages of a stream socket")
struct StreamControlTests {
    private var control = StreamControl(names: ["btcusdt@aggTrade"], combined: false)

    private mutating func answer(_ text: String) -> [StreamControl.Action] { control.received(Array(text.utf8)) }

    private func reply(_ text: String) -> StreamControl.Action { .reply(Array(text.utf8)) }

    @Test("subscribing is acknowledged after each new stream was joined")
    mutating func subscribe() {
        let actions = answer(#"{"method":"SUBSCRIBE","params":["btcusdt@aggTrade","btcusdt@depth","btcusdt@depth"],"id":1}"#)
        #expect(actions == [.subscribe("btcusdt@depth"), reply(#"{"result":null,"id":1}"#)])
        #expect(control.names == ["btcusdt@aggTrade", "btcusdt@depth"])
    }

    @Test("names nobody knows are acknowledged like any other")
    mutating func unknownStream() {
        #expect(
            answer(#"{"method":"SUBSCRIBE","params":["NO@such"],"id":1}"#)
                == [.subscribe("NO@such"), reply(#"{"result":null,"id":1}"#)])
    }

    @Test("unsubscribing leaves the streams that were joined and no others")
    mutating func unsubscribe() {
        let actions = answer(#"{"method":"UNSUBSCRIBE","params":["btcusdt@aggTrade","btcusdt@depth"],"id":312}"#)
        #expect(actions == [.unsubscribe("btcusdt@aggTrade"), reply(#"{"result":null,"id":312}"#)])
        #expect(control.names.isEmpty)
        #expect(answer(#"{"method":"LIST_SUBSCRIPTIONS","id":3}"#) == [reply(#"{"result":[],"id":3}"#)])
    }

    @Test("subscriptions are listed in the order they were made")
    mutating func list() {
        _ = answer(#"{"method":"SUBSCRIBE","params":["a"],"id":1}"#)
        #expect(answer(#"{"method":"LIST_SUBSCRIPTIONS","id":3}"#) == [reply(#"{"result":["btcusdt@aggTrade","a"],"id":3}"#)])
        #expect(answer(#"{"method":"LIST_SUBSCRIPTIONS","params":[],"id":3}"#).count == 1)
    }

    @Test("the combined property is set and told")
    mutating func properties() {
        #expect(answer(#"{"method":"GET_PROPERTY","params":["combined"],"id":2}"#) == [reply(#"{"result":false,"id":2}"#)])
        #expect(
            answer(#"{"method":"SET_PROPERTY","params":["combined",true],"id":5}"#)
                == [.setCombined(true), reply(#"{"result":null,"id":5}"#)])
        #expect(answer(#"{"method":"GET_PROPERTY","params":["combined"],"id":2}"#) == [reply(#"{"result":true,"id":2}"#)])
        #expect(control.combined)
    }

    @Test("ids are unsigned integers or texts, and come back as they were", arguments: ["0", "18446744073709551615", "\"abc\""])
    mutating func identifiers(_ id: String) {
        #expect(
            answer("{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":\(id)}") == [
                reply("{\"result\":[\"btcusdt@aggTrade\"],\"id\":\(id)}")
            ])
    }

    struct Mistake: Sendable, CustomStringConvertible {
        let text: String
        let code: Int
        let message: String
        let id: String?

        init(_ text: String, _ code: Int, _ message: String, id: String? = "1") {
            self.text = text
            self.code = code
            self.message = message
            self.id = id
        }

        var description: String { text }
    }

    private static let known = "SUBSCRIBE, UNSUBSCRIBE, LIST_SUBSCRIPTIONS, SET_PROPERTY, GET_PROPERTY"
    private static let badID = "Invalid request: request ID must be an unsigned integer"
    private static let badParams = "Invalid request: params must be an array of stream names"
    private static let badProperty = "Invalid request: property name must be a string"

    @Test(
        "each documented mistake has its message, and changes nothing",
        arguments: [
            Mistake(#"{"method":"SET_PROPERTY","params":["colour",true],"id":1}"#, 0, "Unknown property"),
            Mistake(#"{"method":"GET_PROPERTY","params":["colour"],"id":1}"#, 0, "Unknown property"),
            Mistake(#"{"method":"SET_PROPERTY","params":["combined","yes"],"id":1}"#, 1, "Invalid value type: expected Boolean"),
            Mistake(#"{"method":"SET_PROPERTY","params":["combined"],"id":1}"#, 1, "Invalid value type: expected Boolean"),
            Mistake(#"{"method":"SET_PROPERTY","params":[true,true],"id":1}"#, 2, badProperty),
            Mistake(#"{"method":"SET_PROPERTY","params":[],"id":1}"#, 2, badProperty),
            Mistake(#"{"method":"SET_PROPERTY","id":1}"#, 2, badProperty),
            Mistake(#"{"method":"GET_PROPERTY","params":[1],"id":1}"#, 2, badProperty),
            Mistake(#"{"method":"GET_PROPERTY","id":1}"#, 2, badProperty),
            Mistake(#"{"method":"LIST_SUBSCRIPTIONS"}"#, 2, badID, id: nil),
            Mistake(#"{"method":"LIST_SUBSCRIPTIONS","id":-1}"#, 2, badID, id: nil),
            Mistake(#"{"method":"LIST_SUBSCRIPTIONS","id":1.5}"#, 2, badID, id: nil),
            Mistake(#"{"method":"LIST_SUBSCRIPTIONS","id":[1]}"#, 2, badID, id: nil),
            Mistake(#"{"method":"LIST_SUBSCRIPTIONS","id":18446744073709551616}"#, 2, badID, id: nil),
            Mistake(
                #"{"method":"subscribe","id":1}"#, 2,
                "Invalid request: unknown variant subscribe, expected one of \(known) at line 1 column 21"),
            Mistake(#"{"method":5,"id":1}"#, 2, "Invalid request: unknown variant ?, expected one of \(known) at line 1 column 19"),
            Mistake(#"{"method":"SET_PROPERTY","params":["combined",true,1],"id":1}"#, 2, "Invalid request: too many parameters"),
            Mistake(#"{"method":"GET_PROPERTY","params":["combined",1],"id":1}"#, 2, "Invalid request: too many parameters"),
            Mistake(#"{"method":"LIST_SUBSCRIPTIONS","params":["a"],"id":1}"#, 2, "Invalid request: too many parameters"),
            Mistake(#"{"params":["a"],"id":1}"#, 2, "Invalid request: missing field method at line 1 column 23"),
            Mistake(#"[1]"#, 2, "Invalid request: missing field method at line 1 column 3", id: nil),
            Mistake(#"{"method":"SUBSCRIBE","params":"a","id":1}"#, 2, badParams),
            Mistake(#"{"method":"SUBSCRIBE","params":["a",1],"id":1}"#, 2, badParams),
            Mistake(#"{"method":"UNSUBSCRIBE","id":1}"#, 2, badParams),
        ])
    mutating func mistakes(_ mistake: Mistake) {
        let id = mistake.id.map { ",\"id\":\($0)" } ?? ""
        let expected = "{\"error\":{\"code\":\(mistake.code),\"msg\":\"\(mistake.message)\"}\(id)}"
        #expect(answer(mistake.text) == [reply(expected)])
        #expect(control.names == ["btcusdt@aggTrade"])
        #expect(!control.combined)
    }

    @Test("what is no JSON is answered, and then the socket is closed")
    mutating func invalidJSON() {
        #expect(
            answer("hello") == [
                reply(#"{"error":{"code":3,"msg":"Invalid JSON: expected value at line 1 column 1"}}"#),
                .close(code: 1008, reason: "Invalid JSON"),
            ])
        guard case .reply(let bytes)? = answer("{\n\"method\":}").first else {
            Issue.record("an answer comes before the close")
            return
        }
        #expect(String(decoding: bytes, as: UTF8.self).contains("at line 2 column 10"))
    }

    @Test("streams per connection are limited, and a request beyond the limit joins none")
    mutating func streamsLimit() {
        let names = (1..<StreamLimit.streamsMax).map { "\"s\($0)\"" }
        #expect(
            answer("{\"method\":\"SUBSCRIBE\",\"params\":[\(names.joined(separator: ","))],\"id\":1}").count
                == StreamLimit.streamsMax)
        #expect(control.names.count == StreamLimit.streamsMax)
        #expect(
            answer(#"{"method":"SUBSCRIBE","params":["more"],"id":1}"#)
                == [reply(#"{"error":{"code":2,"msg":"Invalid request: too many parameters"},"id":1}"#)])
        #expect(!control.names.contains("more"))
        #expect(
            StreamControl(names: (0...StreamLimit.streamsMax).map(String.init), combined: true).names.count
                == StreamLimit.streamsMax)
    }

    @Test("a name longer than any stream's is refused")
    mutating func longName() {
        let long = String(repeating: "x", count: StreamControl.nameBytesMax + 1)
        #expect(
            answer("{\"method\":\"SUBSCRIBE\",\"params\":[\"\(long)\"],\"id\":1}")
                == [reply("{\"error\":{\"code\":2,\"msg\":\"\(Self.badParams)\"},\"id\":1}")])
    }
}
