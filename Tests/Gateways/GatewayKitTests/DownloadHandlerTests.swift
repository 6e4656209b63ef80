import ExchangePorts
import GatewayKit
import Primitives
import Testing

/// One file, and nothing else.
private final class OneDownload: Downloads {
    func request(_: DownloadRequest, after _: SequenceNumber) async throws(DownloadRefusal) -> DownloadID { throw .unavailable }
    func state(of _: DownloadID, _: DownloadKind, for _: AccountID) throws(DownloadRefusal) -> DownloadState? { nil }
    func averageMilliseconds() throws(DownloadRefusal) -> Int64 { 0 }
    func file(_ token: String) -> DownloadFile? { token == "abc" ? DownloadFile(name: "income-7.csv", bytes: [72, 105]) : nil }
}

@Suite("The links of downloads")
struct DownloadHandlerTests {
    private func respond(_ method: HTTPRequest.Method, _ path: String) async -> HTTPReply? {
        await DownloadHandler(downloads: OneDownload()).respond(to: HTTPRequest(method: method, path: path))
    }

    @Test("a link gives its file, with a name to save it under")
    func found() async throws {
        let reply = try #require(await respond(.get, DownloadHandler.path(of: "abc")))
        #expect(reply.status == 200)
        #expect(reply.body == [72, 105])
        let fields = Dictionary(uniqueKeysWithValues: reply.headers.map { ($0.name, $0.value) })
        #expect(fields["Content-Type"] == "text/csv; charset=utf-8")
        #expect(fields["Content-Disposition"] == "attachment; filename=\"income-7.csv\"")
    }

    @Test(
        "whatever is no link of a file is not found",
        arguments: ["/downloads/abd.csv", "/downloads/abc", "/downloads/", "/downloads/.csv"])
    func missing(path: String) async throws {
        #expect(try #require(await respond(.get, path)).status == 404)
    }

    @Test("links are only fetched, and other paths are others' business")
    func others() async throws {
        #expect(try #require(await respond(.delete, DownloadHandler.path(of: "abc"))).status == 405)
        let other = await respond(.get, "/fapi/v1/ping")
        #expect(other?.status == nil)
    }
}
