import Testing
import WireKit

@Suite("Parameters from JSON")
struct JSONParametersTests {
    private func parameters(_ text: String) throws -> FormParameters {
        guard case .object(let members) = try JSONValue(parsing: Array(text.utf8)) else { return FormParameters() }
        return try FormParameters(members)
    }

    @Test("numbers keep their digits, texts lose their quotes, truth values are words, null is not there")
    func values() throws {
        let text = #"{"a":0.10,"b":1e-05,"c":"x \"y\"","d":true,"e":false,"f":null,"g":[1,{"h":"i"}],"j":""}"#
        let entries = try parameters(text).entries.map { "\($0.name)=\($0.value)" }
        #expect(
            entries == ["a=0.10", "b=1e-05", #"c=x "y""#, "d=true", "e=false", #"g=[1,{"h":"i"}]"#, "j="])
    }

    @Test("a name that stands twice and too many names are flaws")
    func flaws() throws {
        #expect(throws: FormParameters.Flaw.duplicate("a")) { _ = try parameters(#"{"a":1,"b":2,"a":null}"#) }
        func many(_ count: Int) -> String { "{" + (0..<count).map { "\"n\($0)\":1" }.joined(separator: ",") + "}" }
        #expect(try parameters(many(FormParameters.entriesMax)).entries.count == FormParameters.entriesMax)
        #expect(throws: FormParameters.Flaw.tooMany(101)) { _ = try parameters(many(101)) }
    }
}
