import ExchangePorts
import GatewayKit
import Primitives
import UsdmWire

extension UsdmRows {
    /// Files of the past: asked for by one call, fetched by the link that another gives once they are written.
    static let downloads: [UsdmRow] = [
        Row(FileRequest<IncomeSubject>.self) { request, call in try await call.requestDownload(.income, request.span) },
        Row(FileLinkRequest<IncomeSubject>.self) { request, call in try call.downloadLink(.income, request.downloadId) },
        Row(FileRequest<OrderSubject>.self) { request, call in try await call.requestDownload(.orders, request.span) },
        Row(FileLinkRequest<OrderSubject>.self) { request, call in try call.downloadLink(.orders, request.downloadId) },
        Row(FileRequest<TradeSubject>.self) { request, call in try await call.requestDownload(.trades, request.span) },
        Row(FileLinkRequest<TradeSubject>.self) { request, call in try call.downloadLink(.trades, request.downloadId) },
    ]
}

extension UsdmCall {
    private static let spanDaysMax = 365

    fileprivate func requestDownload(_ kind: DownloadKind, _ span: DownloadSpan) async throws -> DownloadIDReply {
        let account = try requireAccount()
        if span.startTime > span.endTime { throw UsdmError.startAfterEnd }
        let (length, overflow) = span.endTime.subtractingReportingOverflow(span.startTime)
        if overflow || length > Int64(Self.spanDaysMax) * 86_400_000 {
            throw UsdmError.intervalTooLong(days: Self.spanDaysMax)
        }
        let request = DownloadRequest(
            kind: kind, account: account, from: Timestamp(milliseconds: span.startTime), to: Timestamp(milliseconds: span.endTime))
        let sequence = try await read { $0.sequence }
        let average = try services.downloads.averageMilliseconds()
        let id = try await services.downloads.request(request, after: sequence)
        return DownloadIDReply(averageCost: average, downloadId: id.value)
    }

    fileprivate func downloadLink(_ kind: DownloadKind, _ text: String) throws -> DownloadLinkReply {
        guard let id = Int64(text), let state = try services.downloads.state(of: DownloadID(id), kind, for: requireAccount()) else {
            throw UsdmError.invalidParameter("downloadId")
        }
        switch state {
        case .processing: return DownloadLinkReply(downloadId: text, status: .processing)
        case .completed(let token, let expires):
            let url = host.map { "http://\($0)" } ?? ""
            return DownloadLinkReply(
                downloadId: text,
                status: .completed(url: url + DownloadHandler.path(of: token), expires: expires.milliseconds))
        case .expired(let time): return DownloadLinkReply(downloadId: text, status: .expired(at: time.milliseconds))
        }
    }
}
