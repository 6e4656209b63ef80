public import WireKit

/// The span of a download. Both ends belong to it.
public struct DownloadSpan: Sendable, Hashable {
    public var startTime: Int64
    public var endTime: Int64

    init(from reader: inout ParameterReader) throws(ParameterFault) {
        startTime = try reader.integer("startTime")
        endTime = try reader.integer("endTime")
    }
}

/// A history that there are files of.
public protocol DownloadSubject: Sendable {
    /// Where files of it are asked for.
    static var path: String { get }
    /// What it is a history of.
    static var name: String { get }
}

public enum IncomeSubject: DownloadSubject {
    public static let path = "/fapi/v1/income/asyn"
    public static let name = "income"
}

public enum OrderSubject: DownloadSubject {
    public static let path = "/fapi/v1/order/asyn"
    public static let name = "order"
}

public enum TradeSubject: DownloadSubject {
    public static let path = "/fapi/v1/trade/asyn"
    public static let name = "trade"
}

public struct FileRequest<Subject: DownloadSubject>: WireRequest {
    public typealias Reply = DownloadIDReply
    public static var contract: Contract {
        Contract(
            .get, Subject.path, access: .userData, weight: .fixed(1_500), summary: "Asks for a file of the \(Subject.name) history")
    }
    public var span: DownloadSpan
    public init(from reader: inout ParameterReader) throws(ParameterFault) { span = try DownloadSpan(from: &reader) }
}

public struct FileLinkRequest<Subject: DownloadSubject>: WireRequest {
    public typealias Reply = DownloadLinkReply
    public static var contract: Contract {
        Contract(
            .get, Subject.path + "/id", access: .userData, weight: .fixed(10),
            summary: "The link of a file of the \(Subject.name) history")
    }
    public var downloadId: String
    public init(from reader: inout ParameterReader) throws(ParameterFault) { downloadId = try reader.text("downloadId") }
}

public struct DownloadIDReply: WireReply {
    /// Milliseconds a file took on average over the last 30 days.
    public var averageCost: Int64
    public var downloadId: Int64

    public init(averageCost: Int64, downloadId: Int64) {
        self.averageCost = averageCost
        self.downloadId = downloadId
    }

    public func write(to json: inout JSONWriter) {
        json.object {
            $0.field("avgCostTimestampOfLast30d", averageCost)
            $0.field("downloadId", String(downloadId))
        }
    }
}

public struct DownloadLinkReply: WireReply {
    public enum Status: Sendable, Hashable {
        case processing
        case completed(url: String, expires: Int64)
        case expired(at: Int64)
    }

    public var downloadId: String
    public var status: Status

    public init(downloadId: String, status: Status) {
        self.downloadId = downloadId
        self.status = status
    }

    public func write(to json: inout JSONWriter) {
        json.object {
            $0.field("downloadId", downloadId)
            $0.field("status", status == .processing ? "processing" : "completed")
            $0.field("url", url)
            $0.field("notified", status != .processing)
            $0.field("expirationTimestamp", expirationTimestamp)
            $0.key("isExpired")
            if case .expired = status { $0.bool(true) } else { $0.null() }
        }
    }

    private var url: String { if case .completed(let url, _) = status { url } else { "" } }

    private var expirationTimestamp: Int64 {
        switch status {
        case .processing: -1
        case .completed(_, let time), .expired(let time): time
        }
    }
}
