public import Primitives

/// Files of an account's past that are written on request and fetched by a link (document 001, "Get Download Id").
///
/// The times of quotas and of links are those of the exchange's clock.
public protocol Downloads: AnyObject, Sendable {
    /// Takes a request for everything in the span, both ends included, as it is after `sequence`. The file is written by and by.
    func request(_ request: DownloadRequest, after sequence: SequenceNumber) async throws(DownloadRefusal) -> DownloadID
    /// Nil for what this account did not ask for, or asked for as another kind.
    func state(of id: DownloadID, _ kind: DownloadKind, for account: AccountID) throws(DownloadRefusal) -> DownloadState?
    /// How long files took from request to link over the last 30 days, on average. Zero when there were none.
    func averageMilliseconds() throws(DownloadRefusal) -> Int64
    /// The file of a link; nil when there is none, or none any more.
    func file(_ token: String) -> DownloadFile?
}

public enum DownloadKind: UInt8, Sendable, CaseIterable {
    case income = 0
    case orders = 1
    case trades = 2

    /// Requests of an account per calendar month, in UTC (supplement §11).
    public var requestsPerMonth: Int {
        switch self {
        case .income: 5
        case .orders: 10
        case .trades: 5
        }
    }
}

public struct DownloadRequest: Sendable, Hashable {
    public var kind: DownloadKind
    public var account: AccountID
    public var from: Timestamp
    public var to: Timestamp
    public init(kind: DownloadKind, account: AccountID, from: Timestamp, to: Timestamp) {
        self.kind = kind
        self.account = account
        self.from = from
        self.to = to
    }
}

@frozen public struct DownloadID: Hashable, Sendable {
    public let value: Int64
    @inlinable public init(_ value: Int64) { self.value = value }
}

public enum DownloadState: Sendable, Hashable {
    case processing
    /// The link is good until `expires`.
    case completed(token: String, expires: Timestamp)
    case expired(at: Timestamp)
}

public enum DownloadRefusal: Error, Sendable, Hashable {
    case monthlyLimit(Int)
    /// Files or history cannot be read or written.
    case unavailable
}

public struct DownloadFile: Sendable {
    public var name: String
    public var bytes: [UInt8]
    public init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}
