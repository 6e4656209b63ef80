import GatewayKit
import Testing
import WireKit

@Suite("Methods of a request socket")
struct MethodTableTests {
    private struct First: WireRequest {
        typealias Reply = EmptyReply
        static let contract = Contract(
            .get, "/first", access: .none, weight: .fixed(1), socketMethods: ["look", "look.again"], summary: "")
        init(from reader: inout ParameterReader) throws(ParameterFault) {}
    }

    private struct Third: WireRequest {
        typealias Reply = EmptyReply
        static let contract = Contract(.get, "/third", access: .none, weight: .fixed(1), socketMethods: ["v3/look"], summary: "")
        init(from reader: inout ParameterReader) throws(ParameterFault) {}
    }

    private struct Silent: WireRequest {
        typealias Reply = EmptyReply
        static let contract = Contract(.get, "/silent", access: .none, weight: .fixed(1), summary: "")
        init(from reader: inout ParameterReader) throws(ParameterFault) {}
    }

    private let table = MethodTable<Int>([
        Row(Third.self) { _, _ in EmptyReply() }, Row(First.self) { _, _ in EmptyReply() },
        Row(Silent.self) { _, _ in EmptyReply() },
    ])

    @Test(
        "the newest version that is no newer than the one asked for answers, the first where none is asked for",
        arguments: [
            ("look", "/first"), ("v1/look", "/first"), ("v2/look", "/first"), ("v3/look", "/third"), ("v12/look", "/third"),
            ("look.again", "/first"), ("v7/look.again", "/first"), ("v0/look", nil), ("v/look", nil), ("v1000/look", nil),
            ("vx/look", nil), ("look/v3", nil), ("v1/v3/look", nil), ("LOOK", nil), ("", nil), ("/silent", nil),
        ])
    func versions(method: String, path: String?) {
        #expect(table.find(VersionedMethod(method))?.contract.path == path)
    }
}
