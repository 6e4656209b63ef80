import Testing
import WireKit

@Suite("JSON as it was written")
struct JSONValueTests {
    private func parsed(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

    @Test("every kind of value is read")
    func values() throws {
        let value = try parsed(#" {"a": [null, true, false, -1.50e+3, "x"], "b": {}, "c": []} "#)
        #expect(value["a"] == .array([.null, .bool(true), .bool(false), .number("-1.50e+3"), .string("x")]))
        #expect(value["b"] == .object([]))
        #expect(value["c"] == .array([]))
        #expect(value["d"] == nil)
        #expect(JSONValue.array([])["a"] == nil)
    }

    @Test("numbers keep their digits", arguments: ["0", "-0", "1.10", "1e-05", "1E5", "100000000000000000000000000", "0.000"])
    func numberLiterals(_ literal: String) throws {
        #expect(try parsed(literal) == .number(literal))
        var json = JSONWriter()
        json.value(try parsed("[\(literal)]"))
        #expect(String(decoding: json.bytes, as: UTF8.self) == "[\(literal)]")
    }

    @Test("escapes become the characters they stand for")
    func escapes() throws {
        let value = try parsed(#""\"\\\/\b\f\n\r\t\u0041\u00e9\ud83d\ude00é""#)
        #expect(value == .string("\"\\/\u{8}\u{C}\n\r\tAé😀é"))
    }

    @Test("the last of two members of one name counts")
    func repeatedMember() throws {
        #expect(try parsed(#"{"a":1,"a":2}"#)["a"] == .number("2"))
    }

    struct Wrong: Sendable {
        let text: String
        let line: Int
        let column: Int
    }

    @Test(
        "what is no JSON says where",
        arguments: [
            Wrong(text: "", line: 1, column: 1), Wrong(text: "mode", line: 1, column: 1),
            Wrong(text: "{mode:1}", line: 1, column: 2),
            Wrong(text: "{\n  \"a\": tru\n}", line: 2, column: 8), Wrong(text: "[1,]", line: 1, column: 4),
            Wrong(text: "[1 2]", line: 1, column: 4), Wrong(text: "1 1", line: 1, column: 3),
            Wrong(text: "{\"a\" 1}", line: 1, column: 6), Wrong(text: "{\"a\":1,}", line: 1, column: 9 - 1),
        ])
    func position(_ wrong: Wrong) {
        let error = #expect(throws: JSONValue.SyntaxError.self) { try parsed(wrong.text) }
        #expect(error?.line == wrong.line)
        #expect(error?.column == wrong.column, "\(wrong.text)")
    }

    @Test(
        "half a value is no value",
        arguments: [
            "-", "1.", ".5", "1e", "1e+", "\"", "\"\\", "\"\\u12", "\"\\u12g4\"", "\"\\ud83d\"", "\"\\ud83dx\"", "\"\\ude00\"",
            "\"\\x\"",
            "[", "{", "{\"a\"", "{\"a\":", "[1", "nul", "+1", "\"a\nb\"", "'a'", "NaN", "Infinity",
        ])
    func incomplete(_ text: String) {
        #expect(throws: JSONValue.SyntaxError.self) { try parsed(text) }
    }

    @Test("bytes that are no UTF-8 are no text")
    func illFormedText() {
        #expect(throws: JSONValue.SyntaxError.self) { try JSONValue(parsing: [0x22, 0xFF, 0x22]) }
        #expect(throws: JSONValue.SyntaxError.self) { try JSONValue(parsing: [0x22, 0xC3, 0x22]) }
    }

    @Test("nesting ends at the limit")
    func depth() throws {
        let most = String(repeating: "[", count: JSONValue.depthMax) + String(repeating: "]", count: JSONValue.depthMax)
        #expect(throws: Never.self) { try parsed(most) }
        #expect(throws: JSONValue.SyntaxError.self) { try parsed("[\(most)]") }
        #expect(throws: JSONValue.SyntaxError.self) { try parsed(String(repeating: "{\"a\":", count: 100_000)) }
    }

    @Test("siblings do not add to the depth")
    func breadth() throws {
        let text = "[" + Array(repeating: "[[]]", count: 1_000).joined(separator: ",") + "]"
        #expect(throws: Never.self) { try parsed(text) }
    }

    @Test(
        "whatever bytes come, they are read or refused, and what is read is written back as it was",
        arguments: 1...20 as ClosedRange<UInt64>)
    func randomBytes(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let fragments = [
            "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "d83d", "1", "-", ".", "e", "true", "null", "a", " ", "\n", "é",
        ]
        for _ in 0..<2_000 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 0..<24, using: &generator) {
                if Bool.random(using: &generator) {
                    bytes.append(UInt8.random(in: 0...255, using: &generator))
                } else {
                    bytes.append(contentsOf: fragments[Int.random(in: fragments.indices, using: &generator)].utf8)
                }
            }
            try expectRoundTrip(bytes)
        }
    }

    @Test("a document with one byte changed is read or refused", arguments: 1...10 as ClosedRange<UInt64>)
    func mutatedDocument(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let document = Array(
            #"{"method":"SUBSCRIBE","params":["btcusdt@depth",1.5e-3,{"a":[null,true]},"\u00e9\n"],"id":312}"#.utf8)
        for index in document.indices {
            var bytes = document
            bytes[index] = UInt8.random(in: 0...255, using: &generator)
            try expectRoundTrip(bytes)
            try expectRoundTrip(Array(document[..<index]))
        }
    }

    private func expectRoundTrip(_ bytes: [UInt8]) throws {
        do throws(JSONValue.SyntaxError) {
            let value = try JSONValue(parsing: bytes)
            var json = JSONWriter()
            json.value(value)
            #expect(try JSONValue(parsing: json.bytes) == value, "\(bytes)")
        } catch {
            #expect(error.line >= 1 && error.column >= 1, "\(bytes)")
        }
    }
}
