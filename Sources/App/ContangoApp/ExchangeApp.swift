import ExchangePorts
import Foundation
import GatewayKit
import HTTPTransport
import History
import Instruments
import Journaling
import Logging
import MarketData
import OperatorGateway
import Primitives
import Sequencing
import SimulatedWorld
import UsdmGateway

/// The whole program, put together: the one place that knows every part.
public final class ExchangeApp: Sendable {
    public let operatorToken: String
    /// Ports the surfaces listen on; `main` is the shared one.
    public let ports: [String: Int]

    /// Where the operator API listens; nil when it is off.
    public let operatorPort: Int?

    private let journal: any Journal
    private let history: HistoryStore
    private let marketData: MarketData
    private let downloads: DownloadService
    private let sequencer: Sequencer
    private let driver: WorldDriver
    private let servers: [HTTPServer]
    private let driving: Task<Void, Never>
    private let logger: Logger

    /// Opens the data, recovers, warms the markets up, and listens. Returns once every market has a two-sided book.
    public static func build(from configuration: AppConfiguration) async throws -> ExchangeApp {
        var logger = Logger(label: "contango")
        logger.logLevel = configuration.logLevel
        let world =
            try configuration.worldFile.map { try World(yaml: String(contentsOfFile: $0, encoding: .utf8)) } ?? World.builtIn()
        let journal = try openJournal(configuration, logger)
        let history = try HistoryStore(directory: configuration.directory, journalEnd: journal.lastSequence)
        let keys = try SQLiteKeyStore(path: configuration.directory.map { $0 + "/" + SQLiteKeyStore.fileName })
        let marketStore = try configuration.directory.map {
            try MarketStore(directory: $0, journalEnd: journal.lastSequence)
        }
        let marketData = try marketStore.map { try MarketData(store: $0) } ?? MarketData()
        let marketRecords = try marketStore.map(MarketRecords.init(store:)) ?? MarketRecords()
        let recovered = try Recovery.recover(
            journal: journal,
            following: [
                .init(history, name: "history", lastSequence: history.lastSequence),
                .init(marketData, name: "market data", lastSequence: marketData.lastSequence),
                .init(marketRecords, name: "market records", lastSequence: marketRecords.lastSequence, needsState: true),
            ], logger: logger)
        // Market data may have told of times after the last command.
        let reached = max(recovered.report.time, marketData.time, marketRecords.time)
        let clock =
            configuration.clock == .manual
            ? ExchangeClock(manualAt: max(configuration.manualStart, reached))
            : ExchangeClock(mode: configuration.clock, notBefore: reached)

        let catalog = Catalog()
        // The sequencer starts telling its followers what happens as soon as it is made, so they are complete before.
        let deferred = DeferredExchange(clock: clock)
        let downloads = try DownloadService(
            directory: configuration.directory, history: history, catalog: catalog, now: { deferred.now })
        var weights = RequestWeights.Policy()
        weights.isEnforced = configuration.enforcesRateLimits
        var orderCounts = OrderCounts.Policy()
        orderCounts.isEnforced = configuration.enforcesRateLimits
        let usdm = UsdmSurface(
            services: UsdmServices(
                exchange: deferred, catalog: catalog, marketData: marketData, marketRecords: marketRecords, history: history,
                downloads: downloads, keys: keys, weights: weights, orderCounts: orderCounts,
                sockets: configuration.socketRules, era: configuration.apiEra))
        marketData.add(usdm.streams)
        let sequencer = Sequencer(
            state: recovered.takeState(), journal: journal, clock: clock,
            followers: [
                .synchronous(catalog), .threaded(ProjectionGroup([usdm.userStream, marketData, marketRecords]), name: "streams"),
                .persistent(history, name: "history"),
            ], logger: logger)
        deferred.resolve(to: sequencer)
        try downloads.resume()

        let driver = WorldDriver(world: world, seed: configuration.seed, exchange: sequencer, clock: clock, catalog: catalog)
        try await driver.prepare()
        if configuration.demoAccounts { try await DemoAccount.open(on: sequencer, catalog: catalog, keys: keys) }
        try await sequencer.settle()

        let token = try OperatorToken.resolve(configuration.operatorToken, directory: configuration.directory)
        let operatorSurface = OperatorSurface(
            services: OperatorServices(
                exchange: sequencer, catalog: catalog, keys: keys, clock: driver, token: token, readInstrument: instrument(from:)))
        let metrics = MetricsHandler()
        let everywhere = Surface(
            name: "everywhere",
            http: [HealthHandler(exchange: sequencer), metrics, DownloadHandler(downloads: downloads)], sockets: [])
        let (servers, ports) = try await listen(
            configuration, surfaces: [usdm.surface, operatorSurface.surface], everywhere: everywhere, logger)
        metrics.add(ExchangeMetrics(sequencer: sequencer, directory: configuration.directory))
        metrics.add(TransportMetrics(servers))
        let driving = Task { await driver.run() }
        return ExchangeApp(
            operatorToken: token, operatorIsShared: configuration.bindsLoopback, ports: ports, journal: journal, history: history,
            marketData: marketData, downloads: downloads, sequencer: sequencer, driver: driver,
            servers: servers.map(\.server), driving: driving, logger: logger)
    }

    private init(
        operatorToken: String, operatorIsShared: Bool, ports: [String: Int], journal: any Journal, history: HistoryStore,
        marketData: MarketData, downloads: DownloadService, sequencer: Sequencer,
        driver: WorldDriver, servers: [HTTPServer], driving: Task<Void, Never>, logger: Logger
    ) {
        self.operatorToken = operatorToken
        self.ports = ports
        operatorPort = ports["operator"] ?? (operatorIsShared ? ports["main"] : nil)
        self.journal = journal
        self.history = history
        self.marketData = marketData
        self.downloads = downloads
        self.sequencer = sequencer
        self.driver = driver
        self.servers = servers
        self.driving = driving
        self.logger = logger
    }

    /// Stops accepting, drains, writes a snapshot, and closes the data.
    public func stop() async {
        logger.info("stopping")
        for server in servers { await server.stop() }
        driving.cancel()
        await driving.value
        await sequencer.stop()
        await downloads.settle()
        history.stop()
        marketData.stop()
        do {
            try journal.close()
        } catch {
            logger.error("the journal did not close cleanly", metadata: ["error": "\(error)"])
        }
        logger.info("stopped")
    }

    /// An instrument that an operator lists.
    private static func instrument(from text: String) throws(UnreadableInstrument) -> Instrument {
        do throws(WorldError) {
            return try World.instrument(yaml: text)
        } catch {
            throw UnreadableInstrument(reason: error.place.isEmpty ? error.problem : "'\(error.place)' \(error.problem)")
        }
    }

    private static func openJournal(_ configuration: AppConfiguration, _ logger: Logger) throws -> any Journal {
        switch configuration.storage {
        case .durable(let directory): return try verified(SQLiteJournal(directory: directory, durability: .fsync))
        case .unsynced(let directory):
            logger.warning("acknowledged commands may be lost in a crash: the journal is not synced")
            return try verified(SQLiteJournal(directory: directory, durability: .os))
        case .ephemeral:
            logger.warning("nothing is kept: the exchange forgets everything when it stops")
            return MemoryJournal(retaining: false)
        }
    }

    /// The whole chain is read at every start, also what a snapshot makes unnecessary: damage is found while copies still exist.
    private static func verified(_ journal: SQLiteJournal) throws -> SQLiteJournal {
        do {
            try journal.verifyAll()
            return journal
        } catch {
            try? journal.close()
            throw error
        }
    }

    /// One server for the shared port and one for each surface with a port of its own.
    private static func listen(
        _ configuration: AppConfiguration, surfaces: [Surface], everywhere: Surface, _ logger: Logger
    ) async throws -> (servers: [(listener: String, server: HTTPServer)], ports: [String: Int]) {
        var shared: [Surface] = [everywhere]
        var plans: [(name: String, surfaces: [Surface], port: Int)] = []
        for surface in surfaces {
            if let port = configuration.ownPorts[surface.name] {
                plans.append((surface.name, [everywhere, surface], port))
            } else if surface.name != "operator" || configuration.bindsLoopback {
                shared.append(surface)
            } else {
                logger.notice("the operator API is off: give it a port with --listen operator=PORT")
            }
        }
        plans.insert(("main", shared, configuration.port), at: 0)
        if let tls = configuration.tls { plans.append(("tls", shared, tls.port)) }
        let identity = try configuration.tls.map { try Self.identity($0, configuration.host, logger) }
        var servers: [(listener: String, server: HTTPServer)] = []
        var ports: [String: Int] = [:]
        for plan in plans {
            let server = HTTPServer(
                surfaces: plan.surfaces,
                configuration: .init(
                    host: configuration.host, port: plan.port, eventLoopThreads: configuration.eventLoopThreads,
                    tls: plan.name == "tls" ? identity : nil),
                logger: logger)
            do {
                ports[plan.name] = try await server.start()
            } catch {
                for started in servers { await started.server.stop() }
                throw CannotListen(host: configuration.host, port: plan.port, reason: "\(error)")
            }
            servers.append((plan.name, server))
        }
        return (servers, ports)
    }

    private static func identity(_ options: TLSOptions, _ host: String, _ logger: Logger) throws -> HTTPServer.TLSIdentity {
        switch options.identity {
        case .files(let certificate, let key): HTTPServer.TLSIdentity(certificateFile: certificate, keyFile: key)
        case .selfSigned(let directory): try LocalAuthority(directory: directory, host: host, logger: logger).identity()
        }
    }
}

extension AppConfiguration {
    fileprivate var socketRules: SocketRules {
        SocketRules(
            attempts: .init(exemptsLoopback: !limitsLoopbackSockets, isEnforced: enforcesRateLimits),
            stalledSecondsMax: stalledReaderSeconds)
    }
}

/// A port that cannot be had.
struct CannotListen: Error, CustomStringConvertible {
    let host: String
    let port: Int
    let reason: String

    var description: String { "cannot listen on \(host):\(port); choose another with --port. (\(reason))" }
}
