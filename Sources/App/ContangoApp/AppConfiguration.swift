public import ExchangePorts
public import Logging
import Primitives
public import UsdmGateway

public typealias APIEra = UsdmGateway.APIEra

/// Everything `contango serve` can be told.
public struct AppConfiguration: Sendable {
    public enum Storage: Sendable, Equatable {
        /// Journal, history and keys in a directory; acknowledged means synced.
        case durable(directory: String)
        /// The same, but the operating system decides when to write.
        case unsynced(directory: String)
        /// Nothing is kept.
        case ephemeral
    }

    public var host = "127.0.0.1"
    public var port = 9650
    /// Surfaces with a port of their own, by name.
    public var ownPorts: [String: Int] = [:]
    public var storage = Storage.durable(directory: "./contango-data")
    /// A world file; nil is the built-in world.
    public var worldFile: String?
    public var seed: UInt64 = 1
    public var clock = ClockMode.wall
    /// Where a manual clock begins when there is no data yet: the same for every run, so that runs can be compared.
    var manualStart = Timestamp(milliseconds: 1_767_225_600_000)
    /// Nil: one is made up, printed, and kept in the data directory.
    public var operatorToken: String?
    public var demoAccounts = true
    public var enforcesRateLimits = true
    /// Whether the limit of sockets opened per address also counts those of this machine.
    public var limitsLoopbackSockets = false
    /// A reader of a socket that takes nothing for this long is cut.
    public var stalledReaderSeconds = 30
    /// Nil: nothing speaks TLS.
    public var tls: TLSOptions?
    /// What of the USDⓈ-M API's history is served.
    public var apiEra = APIEra.any
    public var eventLoopThreads = 1
    public var logLevel = Logger.Level.info

    /// The surfaces there are, by the names `ownPorts` knows them by.
    public static let surfaceNames = ["usdm", "operator"]

    public init() {}

    public mutating func setManualStart(milliseconds: Int64) { manualStart = Timestamp(milliseconds: milliseconds) }

    var directory: String? {
        switch storage {
        case .durable(let directory), .unsynced(let directory): return directory
        case .ephemeral: return nil
        }
    }

    /// The operator API never leaves the machine by accident.
    var bindsLoopback: Bool { host == "127.0.0.1" || host == "localhost" || host == "::1" || host.hasPrefix("127.") }
}
