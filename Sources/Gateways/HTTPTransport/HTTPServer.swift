public import GatewayKit
public import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix

/// Serves surfaces over HTTP/1.1 and websockets on one port.
///
/// A request goes to the handlers of the surfaces in order and the first reply wins; an upgrade likewise. Handlers run on
/// the connection's event loop until they first suspend. Everything a client can fill has a limit in `Limits`. TLS and
/// HTTP/2 are left to a proxy in front.
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
            connections: Connections(connectionsMax: configuration.limits.connectionsMax), logger: logger)
    }

    /// What happened so far; may be asked at any time.
    public func counters() -> TransportCounters {
        server.connections.counters
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
        let resources = try await HTTPServer.makeResources(group)
        let listener = try await bootstrap(group, resources).bind(host: configuration.host, port: configuration.port).get()
        state.withLockedValue { $0 = .running(Running(group: group, listener: listener, resources: resources)) }
        let port = listener.localAddress?.port ?? configuration.port
        server.logger.info("listening", metadata: ["host": "\(configuration.host)", "port": "\(port)"])
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

    private static func makeResources(_ group: MultiThreadedEventLoopGroup) async throws -> [ObjectIdentifier: LoopResources] {
        var resources: [ObjectIdentifier: LoopResources] = [:]
        for loop in group.makeIterator() {
            resources[ObjectIdentifier(loop)] = try await loop.submit { LoopResources(loop: loop) }.get()
        }
        return resources
    }

    private func bootstrap(
        _ group: MultiThreadedEventLoopGroup, _ resources: [ObjectIdentifier: LoopResources]
    ) -> ServerBootstrap {
        ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.recvAllocator, value: configuration.limits.readAllocator)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelInitializer { [server] channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let loop = resources[ObjectIdentifier(channel.eventLoop)] else {
                        throw ChannelError.inappropriateOperationForState
                    }
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
