import ArgumentParser
import ContangoApp
import Dispatch
import ExchangePorts
import Foundation
import Logging

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Open the exchange (default).")

    @Option(help: "Port of the shared listener.") var port = 9650
    @Option(help: "Address to bind.") var host = "127.0.0.1"
    @Option(help: "Where journal, history and keys are kept.") var data = "./contango-data"
    @Flag(help: "Keep nothing.") var ephemeral = false
    @Option(help: "fsync: acknowledged means on disk. os: the system writes when it likes.") var durability = Durability.fsync
    @Option(help: "A world file instead of the built-in world.") var world: String?
    @Option(help: "Seed of the simulated markets.") var seed: UInt64 = 1
    @Option(help: "wall, manual, or xN for N times as fast.") var clock = ClockArgument(mode: .wall)
    @Option(help: "Where a manual clock begins, in milliseconds since 1970, when there is no data yet.") var manualStart: Int64?
    @Option(help: "Token of the operator API.") var operatorToken: String?
    @Option(name: .customLong("listen"), help: "SURFACE=PORT: a port of its own for a surface. May be repeated.") var listen:
        [ListenArgument] = []
    @Flag(inversion: .prefixedNo, help: "Open the demo accounts.") var demo = true
    @Flag(inversion: .prefixedNo, help: "Enforce request weights and order counts.") var rateLimits = true
    @Option(help: "USDⓈ-M as it was in 2024-07, 2025-12 or 2026-04; by default all of it at once.") var apiEra =
        APIEraArgument(era: .any)
    @Flag(help: "Count sockets opened from this machine against the limit per address, as behind a proxy.")
    var limitLoopback = false
    @Option(help: "Seconds after which a socket whose reader takes nothing is cut.") var stalledReaderSeconds = 30
    @Option(help: "Port of the listener that speaks TLS, when there is one.") var tlsPort = 9643
    @Option(help: "Certificate chain in PEM, for TLS.") var tlsCertificate: String?
    @Option(help: "The certificate's key in PEM.") var tlsKey: String?
    @Flag(help: "TLS with a certificate of an authority made for this exchange; clients trust DATA/tls/ca.pem.")
    var tlsSelfSigned = false
    @Option(help: "Event loop threads.") var threads = 1
    @Option(help: "trace, debug, info, notice, warning, error, critical") var logLevel = LogLevelArgument(level: .info)

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port is from 0 to 65535, not \(port).") }
        guard (1...64).contains(threads) else { throw ValidationError("--threads is from 1 to 64, not \(threads).") }
        guard (0...65_535).contains(tlsPort) else { throw ValidationError("--tls-port is from 0 to 65535, not \(tlsPort).") }
        guard (1...3_600).contains(stalledReaderSeconds) else {
            throw ValidationError("--stalled-reader-seconds is from 1 to 3600, not \(stalledReaderSeconds).")
        }
        if (tlsCertificate == nil) != (tlsKey == nil) {
            throw ValidationError("--tls-certificate and --tls-key need each other.")
        }
        if tlsSelfSigned && tlsCertificate != nil {
            throw ValidationError("--tls-self-signed makes its own certificate: leave out --tls-certificate.")
        }
        if operatorToken?.isEmpty == true { throw ValidationError("--operator-token is empty.") }
        for argument in listen where !AppConfiguration.surfaceNames.contains(argument.surface) {
            throw ValidationError(
                "--listen knows no surface '\(argument.surface)': there are \(AppConfiguration.surfaceNames.joined(separator: " and "))."
            )
        }
    }

    func run() async throws {
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        let files = OpenFiles.raiseLimit()
        Logger(label: "contango").debug("files that may be open", metadata: ["limit": "\(files)"])
        let app = try await ExchangeApp.build(from: configuration)
        announce(app)
        await terminationSignal()
        await app.stop()
    }

    private var configuration: AppConfiguration {
        var configuration = AppConfiguration()
        configuration.host = host
        configuration.port = port
        configuration.ownPorts = Dictionary(listen.map { ($0.surface, $0.port) }) { $1 }
        switch (ephemeral, durability) {
        case (true, _): configuration.storage = .ephemeral
        case (false, .fsync): configuration.storage = .durable(directory: data)
        case (false, .os): configuration.storage = .unsynced(directory: data)
        }
        configuration.worldFile = world
        configuration.seed = seed
        configuration.clock = clock.mode
        if let manualStart { configuration.setManualStart(milliseconds: manualStart) }
        configuration.operatorToken = operatorToken
        configuration.demoAccounts = demo
        configuration.enforcesRateLimits = rateLimits
        configuration.limitsLoopbackSockets = limitLoopback
        configuration.stalledReaderSeconds = stalledReaderSeconds
        configuration.tls = tls
        configuration.apiEra = apiEra.era
        configuration.eventLoopThreads = threads
        configuration.logLevel = logLevel.level
        return configuration
    }

    /// Clients have to find the authority's certificate, so it is kept in the data directory even when nothing else is.
    private var tls: TLSOptions? {
        if let tlsCertificate, let tlsKey {
            return TLSOptions(port: tlsPort, identity: .files(certificate: tlsCertificate, key: tlsKey))
        }
        return tlsSelfSigned ? TLSOptions(port: tlsPort, identity: .selfSigned(directory: data + "/tls")) : nil
    }

    private func announce(_ app: ExchangeApp) {
        var text = ""
        func print(_ line: String) { text += line + "\n" }
        let base = "\(host):\(app.ports["usdm"] ?? app.ports["main"] ?? port)"
        print("Contango is open.")
        print("  USDⓈ-M REST       http://\(base)/fapi/v1/…")
        print("  USDⓈ-M streams    ws://\(base)/ws  ws://\(base)/stream")
        print("  WebSocket API     ws://\(base)/ws-fapi/v1")
        if let port = app.ports["tls"] {
            let trust = tlsSelfSigned ? "   trust \(data)/tls/ca.pem" : ""
            print("  All of it, TLS    https://\(host):\(port)  wss://\(host):\(port)\(trust)")
        }
        if let port = app.operatorPort {
            print("  Operator API      http://\(host):\(port)/operator/v1/…   X-Contango-Token: \(app.operatorToken)")
        }
        if demo {
            print("  Demo accounts     (100 000 USDT, 1 BTC, 10 ETH, 50 BNB each)")
            for account in DemoAccount.all {
                print("    \(account.name.padding(toLength: 6, withPad: " ", startingAt: 0)) key    \(account.apiKey)")
                print("           secret \(account.secretKey)")
            }
        }
        FileHandle.standardOutput.write(Data(text.utf8))
    }

    /// Returns at the first SIGTERM or SIGINT.
    private func terminationSignal() async {
        let queue = DispatchQueue(label: "contango.signals")
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let waiting = Locked<CheckedContinuation<Void, Never>?>(continuation)
            var sources: [any DispatchSourceSignal] = []
            for number in [SIGTERM, SIGINT] {
                signal(number, SIG_IGN)
                let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
                source.setEventHandler {
                    waiting.withLock { waiter in
                        waiter?.resume()
                        waiter = nil
                    }
                }
                source.resume()
                sources.append(source)
            }
            SignalSources.keep(sources)
        }
    }
}

/// Signal sources live as long as the program.
private enum SignalSources {
    nonisolated(unsafe) private static var kept: [any DispatchSourceSignal] = []
    static func keep(_ sources: [any DispatchSourceSignal]) { kept = sources }
}

enum Durability: String, ExpressibleByArgument, CaseIterable { case fsync, os }

struct APIEraArgument: ExpressibleByArgument {
    let era: APIEra

    init(era: APIEra) { self.era = era }

    init?(argument: String) {
        guard let era = APIEra(rawValue: argument) else { return nil }
        self.era = era
    }

    static var allValueStrings: [String] { APIEra.allCases.map(\.rawValue) }
    var defaultValueDescription: String { era.rawValue }
}

struct ClockArgument: ExpressibleByArgument {
    let mode: ClockMode

    init(mode: ClockMode) { self.mode = mode }

    init?(argument: String) {
        switch argument {
        case "wall": mode = .wall
        case "manual": mode = .manual
        default:
            guard argument.hasPrefix("x"), let rate = Double(argument.dropFirst()), rate > 0, rate <= 100_000 else { return nil }
            mode = .scaled(thousandths: Int64(rate * 1_000))
        }
    }

    var defaultValueDescription: String { "wall" }
}

struct ListenArgument: ExpressibleByArgument {
    let surface: String
    let port: Int

    init?(argument: String) {
        let parts = argument.split(separator: "=")
        guard parts.count == 2, let port = Int(parts[1]), (0...65_535).contains(port) else { return nil }
        surface = String(parts[0])
        self.port = port
    }
}

struct LogLevelArgument: ExpressibleByArgument {
    let level: Logger.Level

    init(level: Logger.Level) { self.level = level }

    init?(argument: String) {
        guard let level = Logger.Level(rawValue: argument) else { return nil }
        self.level = level
    }

    var defaultValueDescription: String { level.rawValue }
}
