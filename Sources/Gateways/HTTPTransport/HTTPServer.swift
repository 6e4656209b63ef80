public import GatewayKit
public import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import NIOSSL

/// Serves surfaces over HTTP/1.1 and websockets on one port.
///
/// A request goes to the handlers of the surfaces in order and the first reply wins; an upgrade likewise. Handlers run on
/// the connection's event loop until they first suspend. Everything a client can fill has a limit in `Limits`. HTTP/2 is
/// left to a proxy in front.
public final class HTTPServer: Sendable {
    public enum Failure: Error {
        case alreadyStarted
    }

    private struct Running {
        let group: MultiThreadedEventLoopGroup
        let listener: any Channel
        let resources: [ObjectIdentifier: LoopResources]
    }

    private enum State {
        case idle
        case starting
        case running(Running)
        case stopped
    }

    private let configuration: Configuration
    private let server: ServerContext
    private let state = NIOLockedValueBox(State.idle)

    public init(surfaces: [Surface], configuration: Configuration = Configuration(), logger: Logger) {
        self.configuration = configuration
        server = ServerContext(
            http: surfaces.flatMap(\.http), sockets: surfaces.flatMap(\.sockets), limits: configuration.limits,
            connections: Connections(connectionsMax: configuration.limits.connectionsMax), logger: logger,
            endpoints: EndpointIndex(surfaces.flatMap(\.endpoints)))
    }

    /// What happened so far; may be asked at any time.
    public func counters() -> TransportCounters {
        server.connections.counters
    }

    var endpoints: EndpointIndex { server.endpoints }

    /// What the requests of all loops came to.
    func requestFigures() async -> RequestFigures {
        var sum = RequestFigures(endpointCount: endpoints.names.count)
        guard let running else { return sum }
        for loop in running.group.makeIterator() {
            guard let resources = running.resources[ObjectIdentifier(loop)] else { continue }
            if let figures = try? await loop.submit({ resources.requests.value }).get() { sum.add(figures) }
        }
        return sum
    }

    private var running: Running? {
        state.withLockedValue { state in
            guard case .running(let running) = state else { return nil }
            return running
        }
    }

    /// Listens, and says on which port. A server starts once.
    public func start() async throws -> Int {
        try state.withLockedValue { state in
            guard case .idle = state else { throw Failure.alreadyStarted }
            state = .starting
        }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: max(configuration.eventLoopThreads, 1))
        do {
            return try await listen(group)
        } catch {
            state.withLockedValue { $0 = .stopped }
            try? await group.shutdownGracefully()
            throw error
        }
    }

    private func listen(_ group: MultiThreadedEventLoopGroup) async throws -> Int {
        let resources = try await makeResources(group)
        let tls = try configuration.tls?.makeContext()
        let listener = try await bootstrap(group, resources, tls).bind(host: configuration.host, port: configuration.port).get()
        state.withLockedValue { $0 = .running(Running(group: group, listener: listener, resources: resources)) }
        let port = listener.localAddress?.port ?? configuration.port
        server.logger.info("listening", metadata: ["host": "\(configuration.host)", "port": "\(port)", "tls": "\(tls != nil)"])
        return port
    }

    /// Stops accepting, lets requests in flight finish and says goodbye to sockets, but no longer than the drain time.
    public func stop() async {
        let running = state.withLockedValue { state -> Running? in
            guard case .running(let running) = state else { return nil }
            state = .stopped
            return running
        }
        guard let running else { return }
        try? await running.listener.close().get()
        await drain(running)
        for resources in running.resources.values { resources.executor.stop() }
        try? await running.group.shutdownGracefully()
        server.logger.info("stopped")
    }

    private func drain(_ running: Running) async {
        let channels = server.connections.stopAdmitting()
        let loop = running.group.next()
        for channel in channels { channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }
        let cutOff = loop.scheduleTask(in: .milliseconds(Int64(server.limits.drainMillisecondsMax))) {
            for channel in channels { channel.close(promise: nil) }
        }
        _ = try? await EventLoopFuture.whenAllComplete(channels.map(\.closeFuture), on: loop).get()
        cutOff.cancel()
    }

    private func makeResources(_ group: MultiThreadedEventLoopGroup) async throws -> [ObjectIdentifier: LoopResources] {
        var resources: [ObjectIdentifier: LoopResources] = [:]
        for loop in group.makeIterator() {
            resources[ObjectIdentifier(loop)] = try await loop.submit { [server] in
                LoopResources(loop: loop, endpoints: server.endpoints, limits: server.limits)
            }.get()
        }
        return resources
    }

    private func bootstrap(
        _ group: MultiThreadedEventLoopGroup, _ resources: [ObjectIdentifier: LoopResources], _ tls: NIOSSLContext?
    ) -> ServerBootstrap {
        ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .childChannelOption(.socketOption(.so_sndbuf), value: numericCast(configuration.limits.kernelBytesMax))
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.recvAllocator, value: configuration.limits.readAllocator)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelInitializer { [server] channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let loop = resources[ObjectIdentifier(channel.eventLoop)] else {
                        throw ChannelError.inappropriateOperationForState
                    }
                    if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    try HTTPServer.welcome(channel, server, loop)
                }
            }
    }

    private static func welcome(_ channel: any Channel, _ server: ServerContext, _ loop: LoopResources) throws {
        guard server.connections.admit(channel) else {
            return try channel.pipeline.syncOperations.addHandler(RefusedConnection(encoder: loop.encoder.value))
        }
        try HTTPConnection.install(on: channel, server: server, loop: loop)
    }
}
