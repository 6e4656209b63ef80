import Foundation
import LoopbackSockets

/// What a socket costs the exchange in memory while nothing is sent on it.
struct IdleSocketsBenchmark: Benchmark {
    let name = "idle-sockets"

    private static let sockets = 1_000

    func run() throws -> [Row] {
        let contango = try LocalServer.contango()
        let before = try contango.residentBytes()
        var descriptors = [Int32](repeating: 0, count: Self.sockets)
        let opened = open_websockets(UInt16(contango.port), "/ws", Int32(Self.sockets), &descriptors)
        defer { for descriptor in descriptors.prefix(Int(opened)) { close(descriptor) } }
        guard opened == Self.sockets else { throw VoidRun("only \(opened) sockets opened; ulimit -n 4096 may be needed") }
        let perSocket = try Double(contango.residentBytes() - before) / Double(Self.sockets)
        return [
            Row("memory of an idle socket, \(Self.sockets) open", value: "\(Number.fixed(perSocket / 1_024, places: 1)) KiB")
        ]
    }
}
