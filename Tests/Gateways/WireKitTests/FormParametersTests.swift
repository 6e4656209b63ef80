import Testing
import WireKit

@Suite("Form parameters")
struct FormParametersTests {
    private func form(_ query: String, _ body: String = "") throws(FormParameters.Flaw) -> FormParameters {
        try FormParameters(query: Array(query.utf8), body: Array(body.utf8))
    }

    @Test("values are found by name, in the order they were sent")
    func order() throws {
        let parameters = try form("symbol=BTCUSDT&side=BUY")
        #expect(parameters["symbol"] == "BTCUSDT")
        #expect(parameters["side"] == "BUY")
        #expect(parameters["Side"] == nil)
        #expect(parameters.entries.map(\.name) == ["symbol", "side"])
    }

    @Test("names that begin alike, or only do so in other parts, are told apart")
    func similarNames() throws {
        let names = ["newOrderRespType", "newOrderRespTyp", "newOrderTypeResp", "newOrder", "newOrde", "n", "", "é", "e\u{301}"]
        let parameters = FormParameters(names.map { (name: $0, value: "<\($0)>") })
        for name in names { #expect(parameters[name] == "<\(name)>") }
        #expect(parameters["newOrderRespTypes"] == nil)
        let query = names.dropLast().map { "\($0)=1" }.joined(separator: "&")
        #expect(try form(query, "newOrder=2&newOrders=3").entries.map(\.name) == names.dropLast() + ["newOrders"])
    }

    @Test("percent and plus are undone in names and values")
    func decoding() throws {
        let parameters = try form("a%2Db=%5B1%2c2%5D&c=x+y%2B&d=%C3%A9")
        #expect(parameters["a-b"] == "[1,2]")
        #expect(parameters["c"] == "x y+")
        #expect(parameters["d"] == "é")
    }

    @Test("what cannot be decoded is refused", arguments: ["a=%", "a=%4", "a=%4g", "a=%zz", "%=1", "a=%FF", "a=%C3"])
    func undecodable(_ text: String) {
        #expect(throws: FormParameters.Flaw.undecodable) { try form(text) }
        #expect(throws: FormParameters.Flaw.undecodable) { try form("", text) }
    }

    @Test("a name twice in one part is refused")
    func duplicates() {
        #expect(throws: FormParameters.Flaw.duplicate("a")) { try form("a=1&b=2&a=3") }
        #expect(throws: FormParameters.Flaw.duplicate("a")) { try form("", "a=1&a=1") }
        #expect(throws: FormParameters.Flaw.duplicate("a")) { try form("a=1&%61=2") }
    }

    @Test("of a name in both parts the query's value counts")
    func both() throws {
        let parameters = try form("a=query&b=1", "a=body&c=2")
        #expect(parameters["a"] == "query")
        #expect(parameters["b"] == "1")
        #expect(parameters["c"] == "2")
        #expect(parameters.entries.map(\.name) == ["a", "b", "c"])
    }

    @Test("empty values, values with equals signs and empty pairs are read")
    func edges() throws {
        let parameters = try form("&a=&b&&c=1=2&")
        #expect(parameters["a"] == "")
        #expect(parameters["b"] == "")
        #expect(parameters["c"] == "1=2")
        #expect(parameters.entries.count == 3)
    }

    @Test("there is a limit to how many there are")
    func limit() throws {
        let most = (0..<FormParameters.entriesMax).map { "n\($0)=1" }.joined(separator: "&")
        #expect(try form(most).entries.count == FormParameters.entriesMax)
        #expect(throws: FormParameters.Flaw.tooMany(FormParameters.entriesMax + 1)) { try form(most + "&one=more") }
    }

    @Test("whatever bytes come, they are read or refused", arguments: 1...10 as ClosedRange<UInt64>)
    func randomBytes(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let alphabet = Array("%%%&&==+aAfF09".utf8)
        for _ in 0..<2_000 {
            let bytes = (0..<Int.random(in: 0..<16, using: &generator)).map { _ in
                Int.random(in: 0..<8, using: &generator) == 0
                    ? UInt8.random(in: 0...255, using: &generator) : alphabet[Int.random(in: alphabet.indices, using: &generator)]
            }
            guard let parameters = try? FormParameters(query: bytes, body: bytes) else { continue }
            #expect(parameters.entries.count <= bytes.count, "the body says what the query said: \(bytes)")
        }
    }
}
