import ExchangePorts
import Primitives
import Testing
import WireKit

@Suite("The operator's clock")
struct ClockTests {
    private let start = OperatorFixture.start.milliseconds

    @Test("the clock is told with its mode and rate")
    func show() async throws {
        let fixture = try await OperatorFixture()
        #expect(try await fixture.send(.get, "/clock").text == #"{"mode":"manual","time":\#(start),"rate":0.0}"#)
    }

    @Test("the mode is set, and answered as told")
    func set() async throws {
        let fixture = try await OperatorFixture()
        let scaled = try await fixture.send(.put, "/clock", #"{"mode":"scaled","rate":60}"#)
        #expect(scaled["mode"] == .string("scaled"))
        #expect(scaled["rate"] == .number("60.0"))
        #expect(fixture.clock.mode == .scaled(thousandths: 60_000))
        #expect(try await fixture.send(.put, "/clock", #"{"mode":"scaled","rate":0.125}"#)["rate"] == .number("0.125"))
        #expect(fixture.clock.mode == .scaled(thousandths: 125))
        #expect(try await fixture.send(.put, "/clock", #"{"mode":"wall"}"#)["rate"] == .number("1.0"))
        #expect(try await fixture.send(.put, "/clock", #"{"mode":"manual"}"#)["mode"] == .string("manual"))
        #expect(fixture.clock.mode == .manual)
    }

    @Test(
        "impossible modes are refused",
        arguments: [
            "{}", #"{"mode":"backwards"}"#, #"{"mode":5}"#, #"{"mode":"scaled"}"#, #"{"mode":"scaled","rate":0}"#,
            #"{"mode":"scaled","rate":-1}"#, #"{"mode":"scaled","rate":"fast"}"#, #"{"mode":"scaled","rate":"60"}"#,
            #"{"mode":"scaled","rate":0.0001}"#, #"{"mode":"scaled","rate":1000001}"#, #"{"mode":"scaled","rate":1e300}"#,
            #"{"mode":"wall","rate":1}"#, #"{"mode":"manual","time":5}"#,
        ])
    func impossibleModes(_ body: String) async throws {
        try await OperatorFixture().expectRefusal(400, .put, "/clock", body)
    }

    @Test("the clock advances by a span or to a time, and answers where it is")
    func advance() async throws {
        let fixture = try await OperatorFixture()
        let moved = try await fixture.send(.post, "/clock/advance", #"{"ms":60000}"#)
        let sequence = try await fixture.exchange.read { $0.sequence }
        #expect(moved.text == #"{"time":\#(start + 60_000),"sequence":\#(sequence.value)}"#)
        let further = try await fixture.send(.post, "/clock/advance", #"{"to":\#(start + 90_000),"quiet":true}"#)
        #expect(further["time"] == .number("\(start + 90_000)"))
        #expect(fixture.clock.calls.map(\.quiet) == [false, true])
        #expect(fixture.exchange.now.milliseconds == start + 90_000)
        #expect(try await fixture.send(.post, "/clock/advance", #"{"ms":0}"#).status == 200)
    }

    @Test(
        "impossible advances are refused",
        arguments: [
            "{}", #"{"ms":-1}"#, #"{"ms":"soon"}"#, #"{"ms":1.5}"#, #"{"ms":true}"#, #"{"to":1}"#, #"{"ms":1,"to":1800000000000}"#,
            #"{"ms":1,"quiet":"no"}"#,
            #"{"ms":9223372036854775807}"#, #"{"ms":9223372036854775808}"#, #"{"to":9223372036854775807}"#,
            #"{"to":-9223372036854775808}"#,
            #"{"ms":315576000001}"#,
        ])
    func impossibleAdvances(_ body: String) async throws {
        try await OperatorFixture().expectRefusal(400, .post, "/clock/advance", body)
    }

    @Test("only a manual clock is advanced")
    func otherModes() async throws {
        let fixture = try await OperatorFixture()
        _ = try await fixture.send(.put, "/clock", #"{"mode":"wall"}"#)
        let answer = try await fixture.send(.post, "/clock/advance", #"{"ms":1}"#)
        #expect(answer.status == 400)
        #expect(fixture.clock.calls.isEmpty)
    }
}
