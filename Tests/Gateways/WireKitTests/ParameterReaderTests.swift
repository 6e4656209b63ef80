import Primitives
import Testing
import WireKit

@Suite("Reading parameters")
struct ParameterReaderTests {
    private enum Direction: String, CaseIterable, Sendable { case buy = "BUY", sell = "SELL" }

    private func reader(_ entries: (name: String, value: String)...) -> ParameterReader {
        ParameterReader(FormParameters(entries))
    }

    @Test("what is there is read by its type")
    func values() throws {
        var reader = reader(
            ("text", "x"), ("integer", "-7"), ("decimal", "1.50"), ("direction", "SELL"), ("flag", "True"), ("other", "FALSE"))
        #expect(try reader.text("text") == "x")
        #expect(try reader.integer("integer") == -7)
        #expect(try reader.decimal("decimal", as: Price.self) == Price.of("1.5"))
        #expect(try reader.enumeration("direction", Direction.self) == .sell)
        #expect(try reader.optionalBool("flag") == true)
        #expect(try reader.optionalBool("other") == false)
        #expect(!reader.isDescribing)
    }

    @Test("what is not there is missing, or nil where it may be")
    func absent() throws {
        var reader = reader()
        #expect(throws: ParameterFault.missing("a")) { try reader.text("a") }
        #expect(throws: ParameterFault.missing("a")) { try reader.integer("a") }
        #expect(throws: ParameterFault.missing("a")) { try reader.decimal("a", as: Price.self) }
        #expect(throws: ParameterFault.missing("a")) { try reader.enumeration("a", Direction.self) }
        #expect(try reader.optionalText("a") == nil)
        #expect(try reader.optionalInteger("a") == nil)
        #expect(try reader.optionalDecimal("a", as: Price.self) == nil)
        #expect(try reader.optionalEnumeration("a", Direction.self) == nil)
        #expect(try reader.optionalBool("a") == nil)
    }

    @Test("a name without a value is a fault, even where it may be absent")
    func empty() {
        var reader = reader(("a", ""))
        #expect(throws: ParameterFault.empty("a")) { try reader.text("a") }
        #expect(throws: ParameterFault.empty("a")) { try reader.optionalText("a") }
        #expect(throws: ParameterFault.empty("a")) { try reader.optionalInteger("a") }
        #expect(throws: ParameterFault.empty("a")) { try reader.optionalDecimal("a", as: Price.self) }
        #expect(throws: ParameterFault.empty("a")) { try reader.optionalBool("a") }
    }

    @Test("what is no integer is a fault", arguments: ["x", "1.5", "1e3", " 1", "9223372036854775808", "0x10"])
    func integers(_ text: String) {
        var reader = reader(("a", text))
        #expect(throws: ParameterFault.illegalCharacters("a", legal: "^[0-9]{1,20}$")) { try reader.integer("a") }
    }

    @Test("a decimal is malformed, too precise or out of range")
    func decimals() {
        var reader = reader(
            ("text", "1,5"), ("fine", "0.000000001"), ("large", "92233720369"), ("zeros", "1.0000000000"), ("nan", "nan"))
        #expect(throws: ParameterFault.illegalCharacters("text", legal: #"^([0-9]{1,20})(\.[0-9]{1,20})?$"#)) {
            try reader.decimal("text", as: Price.self)
        }
        #expect(throws: ParameterFault.tooPrecise("fine")) { try reader.decimal("fine", as: Price.self) }
        #expect(throws: ParameterFault.outOfRange("large")) { try reader.decimal("large", as: Price.self) }
        #expect(throws: Never.self) { try reader.decimal("zeros", as: Price.self) }
        #expect(throws: ParameterFault.self) { try reader.decimal("nan", as: Price.self) }
    }

    @Test("a value that is none of those permitted is a fault", arguments: ["buy", "HOLD", "BUY "])
    func enumerations(_ text: String) {
        var reader = reader(("a", text))
        #expect(throws: ParameterFault.unknownValue("a")) { try reader.enumeration("a", Direction.self) }
        #expect(throws: ParameterFault.unknownValue("a")) { try reader.optionalEnumeration("a", Direction.self) }
        #expect(throws: ParameterFault.unknownValue("a")) { try reader.optionalBool("a") }
    }

    private struct Sample: WireRequest {
        static let contract = Contract(.get, "/sample", access: .none, weight: .fixed(1), summary: "A sample.")
        typealias Reply = SampleReply

        init(from reader: inout ParameterReader) throws(ParameterFault) {
            _ = try reader.text("symbol")
            _ = try reader.decimal("price", as: Price.self)
            _ = try reader.enumeration("side", Direction.self)
            _ = try reader.optionalInteger("limit")
            _ = try reader.optionalBool("flag")
        }
    }

    private struct SampleReply: WireReply {
        func write(to json: inout JSONWriter) { json.null() }
    }

    @Test("the reading code lists what it asks for")
    func descriptions() {
        let described = ParameterReader.describe(Sample.self)
        #expect(described.map(\.name) == ["symbol", "price", "side", "limit", "flag"])
        #expect(described.map(\.kind) == [.string, .decimal, .enumeration, .integer, .boolean])
        #expect(described.map(\.required) == [true, true, true, false, false])
        #expect(described.map(\.values) == [[], [], ["BUY", "SELL"], [], []])
    }
}
