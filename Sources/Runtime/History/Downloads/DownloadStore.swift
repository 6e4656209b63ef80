import ExchangePorts
import Foundation
import GRDB
import Primitives
import RowStorage

/// Which downloads were asked for, and what came of them.
struct DownloadStore: Sendable {
    struct Entry: Sendable {
        var id: DownloadID
        var request: DownloadRequest
        /// Nil while the file is being written.
        var finished: (token: String, expires: Timestamp)?
    }

    /// Longer than a month counts for, and than averages look back.
    private static let keptMilliseconds: Int64 = 62 * 86_400_000
    /// Room for this many requests within a millisecond.
    private static let idsPerMillisecond: Int64 = 1 << 20

    private let database: DatabaseQueue

    init(directory: String?) throws {
        if let directory {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            let path = directory + "/downloads.sqlite"
            // Who can read a link can read its file.
            if !FileManager.default.fileExists(atPath: path) {
                _ = FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
            }
            database = try DatabaseQueue(path: path)
        } else {
            database = try DatabaseQueue()
        }
        try Self.migrator.migrate(database)
    }

    private static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("v1") { database in
            try database.execute(
                sql: """
                    CREATE TABLE downloads (
                        id INTEGER PRIMARY KEY NOT NULL, account INTEGER NOT NULL, kind INTEGER NOT NULL,
                        from_time INTEGER NOT NULL, to_time INTEGER NOT NULL, month INTEGER NOT NULL,
                        requested_at INTEGER NOT NULL,
                        finished_at INTEGER, expires_at INTEGER, token TEXT UNIQUE, -- all NULL while it is written
                        is_removed INTEGER NOT NULL DEFAULT 0
                    );
                    CREATE INDEX downloads_by_month ON downloads (account, kind, month);
                    CREATE INDEX downloads_by_expiry ON downloads (is_removed, expires_at);
                    """)
        }
        return migrator
    }

    // MARK: Writing

    /// Nil when the account has asked for as many as it may in this month.
    func add(_ request: DownloadRequest, at time: Timestamp) throws -> DownloadID? {
        try database.write { database in
            try database.execute(
                sql: "DELETE FROM downloads WHERE requested_at < ? AND (is_removed OR token IS NULL)",
                arguments: [time.advanced(byMilliseconds: -Self.keptMilliseconds).milliseconds])
            let month = CivilTime(time).month
            let count = try Int.fetchOne(
                database, sql: "SELECT count(*) FROM downloads WHERE account = ? AND kind = ? AND month = ?",
                arguments: [request.account.index, request.kind.rawValue, month])
            guard let count, count < request.kind.requestsPerMonth else { return nil }
            let last = try Int64.fetchOne(database, sql: "SELECT max(id) FROM downloads") ?? 0
            let id = max(last + 1, time.milliseconds &* Self.idsPerMillisecond)
            try database.execute(
                sql: """
                    INSERT INTO downloads (id, account, kind, from_time, to_time, month, requested_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    id, request.account.index, request.kind.rawValue, request.from.milliseconds, request.to.milliseconds, month,
                    time.milliseconds,
                ])
            return DownloadID(id)
        }
    }

    func finish(_ id: DownloadID, token: String, at time: Timestamp, expires: Timestamp) throws {
        try database.write { database in
            try database.execute(
                sql: "UPDATE downloads SET finished_at = ?, expires_at = ?, token = ? WHERE id = ?",
                arguments: [time.milliseconds, expires.milliseconds, token, id.value])
        }
    }

    /// The tokens of links that have ended since the last call.
    func expire(at time: Timestamp) throws -> [String] {
        let condition = "is_removed = 0 AND expires_at <= ?"
        let isAny = try database.read { database in
            try Bool.fetchOne(
                database, sql: "SELECT EXISTS (SELECT 1 FROM downloads WHERE \(condition))", arguments: [time.milliseconds])
        }
        guard isAny == true else { return [] }
        return try database.write { database in
            let tokens = try String.fetchAll(
                database, sql: "SELECT token FROM downloads WHERE \(condition)", arguments: [time.milliseconds])
            try database.execute(
                sql: "UPDATE downloads SET is_removed = 1 WHERE \(condition)", arguments: [time.milliseconds])
            return tokens
        }
    }

    // MARK: Reading

    func entry(_ id: DownloadID) throws -> Entry? {
        try database.read { database in
            try Row.fetchOne(database, sql: "SELECT * FROM downloads WHERE id = ?", arguments: [id.value]).flatMap(Self.entry)
        }
    }

    /// The download a link leads to, unless it has ended.
    func entry(token: String) throws -> Entry? {
        try database.read { database in
            try Row.fetchOne(
                database, sql: "SELECT * FROM downloads WHERE token = ? AND is_removed = 0", arguments: [token]
            ).flatMap(Self.entry)
        }
    }

    func unfinished() throws -> [DownloadID] {
        try database.read { database in
            try Int64.fetchAll(database, sql: "SELECT id FROM downloads WHERE token IS NULL ORDER BY id").map { DownloadID($0) }
        }
    }

    func averageMilliseconds(since time: Timestamp) throws -> Int64 {
        try database.read { database in
            try Int64.fetchOne(
                database,
                sql: "SELECT CAST(avg(finished_at - requested_at) AS INTEGER) FROM downloads WHERE finished_at >= ?",
                arguments: [time.milliseconds]) ?? 0
        }
    }

    private static func entry(_ row: Row) throws -> Entry? {
        guard let kind = DownloadKind(rawValue: try row.checked("kind")) else { return nil }
        var finished: (token: String, expires: Timestamp)?
        if let token = try row.optional("token", String.self) {
            finished = (token, Timestamp(milliseconds: try row.checked("expires_at")))
        }
        return Entry(
            id: DownloadID(try row.checked("id")),
            request: DownloadRequest(
                kind: kind, account: AccountID(try row.checked("account")),
                from: Timestamp(milliseconds: try row.checked("from_time")), to: Timestamp(milliseconds: try row.checked("to_time"))
            ),
            finished: finished)
    }
}
