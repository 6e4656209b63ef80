import GatewayKit
import Testing

@Suite("HTTP messages")
struct HTTPMessagesTests {
    @Test("header names are compared without regard to case, and the first field counts")
    func headers() {
        let request = HTTPRequest(method: .get, path: "/", headers: [("x-mbx-apikey", "one"), ("X-MBX-APIKEY", "two")])
        #expect(request.header("X-MBX-APIKEY") == "one")
        #expect(request.header("X-MBX-APIKE") == nil)
    }

    @Test("JSON replies say so")
    func json() {
        let reply = HTTPReply.json([0x31], status: 400, headers: [("A", "b")])
        #expect(reply.status == 400)
        #expect(reply.headers.map(\.name) == ["A", "Content-Type"])
        #expect(reply.headers.last?.value == "application/json;charset=UTF-8")
    }
}
