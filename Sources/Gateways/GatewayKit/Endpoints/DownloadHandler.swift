public import ExchangePorts

/// Serves finished downloads under `/downloads/`. The link is the permission: it cannot be guessed, and it ends.
public struct DownloadHandler: HTTPHandler {
    private let downloads: any Downloads

    public init(downloads: any Downloads) { self.downloads = downloads }

    /// The path of a finished download.
    public static func path(of token: String) -> String { prefix + token + suffix }

    private static let prefix = "/downloads/"
    private static let suffix = ".csv"

    public func respond(to request: HTTPRequest) async -> HTTPReply? {
        guard request.path.hasPrefix(Self.prefix) else { return nil }
        guard request.method == .get else {
            return HTTPReply(status: 405, headers: [("Allow", "GET"), ("Content-Type", "text/plain; charset=utf-8")])
        }
        let name = request.path.dropFirst(Self.prefix.count)
        guard name.hasSuffix(Self.suffix), let file = downloads.file(String(name.dropLast(Self.suffix.count))) else {
            return .text("There is no such download, or its link has expired.\n", status: 404)
        }
        return HTTPReply(
            status: 200,
            headers: [
                ("Content-Type", "text/csv; charset=utf-8"), ("Content-Disposition", "attachment; filename=\"\(file.name)\""),
                ("Cache-Control", "private, no-store"),
            ], body: file.bytes)
    }
}
