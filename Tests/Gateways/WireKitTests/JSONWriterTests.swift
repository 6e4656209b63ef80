import Primitives
import Testing
import WireKit

@Suite("Writing JSON")
struct JSONWriterTests {
    private func written(_ body: (inout JSONWriter) -> Void) -> String {
        var json = JSONWriter()
        body(&json)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    @Test("commas stand between values and nowhere else")
    func commas() {
        let text = written { json in
            json.object { json in
                json.field("a", 1)
                json.key("b")
                json.array([1, 2]) { json, value in json.object { $0.field("c", value) } }
                json.key("d")
                json.object { _ in }
                json.key("e")
                json.array([Int]()) { $0.integer($1) }
                json.key("f")
                json.null()
                json.field("g", true)
                json.field("h", false)
            }
        }
        #expect(text == #"{"a":1,"b":[{"c":1},{"c":2}],"d":{},"e":[],"f":null,"g":true,"h":false}"#)
    }

    @Test("texts are escaped, and read back as they were")
    func escaping() throws {
        let text = "\"\\/\n\r\t\u{0}\u{1}\u{8}\u{1F}\u{7F}é😀"
        let json = written { $0.string(text) }
        #expect(json == #""\"\\/\n\r\t\u0000\u0001\u0008\u001f\#u{7F}é😀""#)
        #expect(try JSONValue(parsing: Array(json.utf8)) == .string(text))
    }

    @Test("keys that are data are escaped too")
    func dataKeys() {
        let json = written {
            $0.object { json in
                json.key(named: "a\"b")
                json.integer(1)
            }
        }
        #expect(json == #"{"a\"b":1}"#)
    }

    @Test("decimals are texts with fixed places or as few as needed")
    func decimals() {
        let json = written {
            $0.object {
                $0.field("fixed", Price.of("60000.1"), digits: 2)
                $0.field("cut", Price.of("0.129"), digits: 2)
                $0.field("short", Money.of("-1.50"), digits: nil)
                $0.field("whole", Quantity.of("3"), digits: 0)
                $0.key("number")
                $0.number(Rate.of("0.0004"))
            }
        }
        #expect(json == #"{"fixed":"60000.10","cut":"0.12","short":"-1.5","whole":"3","number":0.0004}"#)
    }

    @Test("integers of every width keep their value", arguments: [Int64.min, -1, 0, 9, 10, Int64.max])
    func integers(_ value: Int64) {
        #expect(written { $0.integer(value) } == String(value))
    }

    @Test("the largest unsigned integer keeps its value")
    func unsigned() {
        #expect(written { $0.integer(UInt64.max) } == String(UInt64.max))
    }

    @Test("JSON that is there already stands as it is")
    func raw() {
        #expect(written { $0.array(["{\"a\":1}", "2"]) { $0.raw($1.utf8) } } == #"[{"a":1},2]"#)
    }
}
