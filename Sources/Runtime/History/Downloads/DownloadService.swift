public import Dispatch
public import ExchangePorts
import Foundation
public import Primitives

/// Writes the files that accounts ask for out of history, one after the other on a queue of its own.
///
/// Which were asked for is kept in `downloads.sqlite` and the files beside it in `downloads/`, so that links and monthly
/// quotas outlive a restart, and what was interrupted is written again. Without a directory everything lives in memory.
public final class DownloadService: Downloads {
    /// How long a link is good for.
    public static let linkMilliseconds: Int64 = 86_400_000
    /// A file ends after this many rows.
    public static let rowsMax = 1_000_000
    /// What finished files may take in memory. Beyond it the oldest make room, and their links end early.
    public static let heldBytesMax = 256 << 20

    private let store: DownloadStore
    private let files: any DownloadFiles
    private let history: HistoryStore
    private let catalog: Catalog
    private let now: @Sendable () -> Timestamp
    private let queue: DispatchQueue
    private let rowsMax: Int
    private let report: @Sendable (String) -> Void

    /// - Parameters:
    ///   - now: the time of the exchange.
    ///   - queue: serial; files are written there.
    ///   - report: told what went wrong on the way.
    public init(
        directory: String?, history: HistoryStore, catalog: Catalog, rowsMax: Int = DownloadService.rowsMax,
        heldBytesMax: Int = DownloadService.heldBytesMax,
        queue: DispatchQueue = DispatchQueue(label: "contango.downloads", qos: .utility),
        report: @escaping @Sendable (String) -> Void = HistoryStore.reportToStandardError, now: @escaping @Sendable () -> Timestamp
    ) throws {
        store = try DownloadStore(directory: directory)
        files = try directory.map { try FolderOfDownloads(path: $0 + "/downloads") } ?? DownloadsInMemory(bytesMax: heldBytesMax)
        self.history = history
        self.catalog = catalog
        self.now = now
        self.queue = queue
        self.rowsMax = rowsMax
        self.report = report
    }

    /// Goes on with what an earlier run left unfinished. Not before the names of the exchange are known.
    public func resume() throws {
        try removeExpired()
        for id in try store.unfinished() { write(id) }
    }

    // MARK: Downloads

    public func request(
        _ request: DownloadRequest, after sequence: SequenceNumber
    ) async throws(DownloadRefusal) -> DownloadID {
        do { try await history.reach(sequence) } catch { throw .unavailable }
        let time = now()
        let id = try storing { try store.add(request, at: time) }
        guard let id else { throw .monthlyLimit(request.kind.requestsPerMonth) }
        write(id)
        return id
    }

    public func state(
        of id: DownloadID, _ kind: DownloadKind, for account: AccountID
    ) throws(DownloadRefusal) -> DownloadState? {
        try removeExpired()
        guard let entry = try storing({ try store.entry(id) }), entry.request.account == account, entry.request.kind == kind else {
            return nil
        }
        guard let finished = entry.finished else { return .processing }
        return finished.expires > now() && files.has(finished.token)
            ? .completed(token: finished.token, expires: finished.expires) : .expired(at: finished.expires)
    }

    public func averageMilliseconds() throws(DownloadRefusal) -> Int64 {
        let since = now().advanced(byMilliseconds: -30 * 86_400_000)
        return try storing { try store.averageMilliseconds(since: since) }
    }

    public func file(_ token: String) -> DownloadFile? {
        do {
            try removeExpired()
            guard let entry = try store.entry(token: token), let bytes = try files.read(token) else { return nil }
            return DownloadFile(name: "\(entry.request.kind)-\(entry.id.value).csv", bytes: bytes)
        } catch {
            report("a download cannot be read: \(error)")
            return nil
        }
    }

    /// Returns once everything asked for so far is written, or could not be.
    public func settle() async {
        await withCheckedContinuation { continuation in queue.async { continuation.resume() } }
    }

    // MARK: Writing

    private func write(_ id: DownloadID) {
        queue.async { [weak self] in self?.writeNow(id) }
    }

    /// What fails stays unfinished, and is tried again at the next start.
    private func writeNow(_ id: DownloadID) {
        do {
            guard let entry = try store.entry(id), entry.finished == nil else { return }
            let token = Self.token()
            let export = HistoryExport(request: entry.request, names: catalog.names, rowsMax: rowsMax)
            try files.write(token) { sink in try export.write(from: history, to: sink) }
            let time = now()
            try store.finish(id, token: token, at: time, expires: time.advanced(byMilliseconds: Self.linkMilliseconds))
            try removeExpired()
        } catch {
            report("download \(id.value) cannot be written: \(error)")
        }
    }

    private func removeExpired() throws(DownloadRefusal) {
        let time = now()
        for token in try storing({ try store.expire(at: time) }) { files.remove(token) }
    }

    private func storing<Answer>(_ body: () throws -> Answer) throws(DownloadRefusal) -> Answer {
        do {
            return try body()
        } catch {
            report("downloads cannot be kept: \(error)")
            throw .unavailable
        }
    }

    /// 32 random bytes in hexadecimal: who has the link has the file, so no link can be guessed.
    private static func token() -> String {
        let digits = Array("0123456789abcdef")
        var generator = SystemRandomNumberGenerator()
        return String((0..<64).map { _ in digits[Int.random(in: 0..<16, using: &generator)] })
    }
}
