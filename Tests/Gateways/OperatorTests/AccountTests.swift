import Testing
import WireKit

@Suite("The operator's accounts")
struct AccountTests {
    @Test("an account is opened and listed with its id and kind")
    func open() async throws {
        let fixture = try await OperatorFixture()
        let opened = try await fixture.send(.post, "/accounts", #"{"name":"erin_2.x-y"}"#)
        let sequence = try await fixture.exchange.read { $0.sequence }
        #expect(opened.text == #"{"account":"erin_2.x-y","id":2,"sequence":\#(sequence.value)}"#)
        #expect(
            try await fixture.send(.get, "/accounts").text == """
                [{"account":"alice","id":0,"kind":"client"},{"account":"maker-1","id":1,"kind":"bot"},\
                {"account":"erin_2.x-y","id":2,"kind":"client"}]
                """)
    }

    @Test(
        "impossible names are refused",
        arguments: [
            "{}", #"{"name":""}"#, #"{"name":5}"#, #"{"name":null}"#, #"{"name":"a b"}"#, #"{"name":"a\"b"}"#, #"{"name":"é"}"#,
            #"{"name":"a/b"}"#,
            #"{"name":"alice"}"#, #"{"name":"\#(String(repeating: "x", count: 40))"}"#,
            #"{"name":"\#(String(repeating: "x", count: 10_000))"}"#,
        ])
    func impossible(_ body: String) async throws {
        try await OperatorFixture().expectRefusal(400, .post, "/accounts", body)
    }
}
