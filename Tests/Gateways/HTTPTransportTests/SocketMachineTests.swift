import GatewayKit
import NIOCore
import Testing

@testable import HTTPTransport

@Suite("The machines of a websocket")
struct SocketMachineTests {
    private let start = NIODeadline.uptimeNanoseconds(1_000_000_000)

    @Test("a ping is due each interval, and an unanswered one ends the connection after the timeout")
    func heartbeat() {
        var heartbeat = Heartbeat(policy: WebSocketPolicy(pingIntervalSeconds: 10, pongTimeoutSeconds: 25), openedAt: start)
        #expect(heartbeat.due(at: start + .seconds(9), payload: [0]) == .nothing)
        #expect(heartbeat.due(at: start + .seconds(10), payload: [1]) == .ping([1]))
        #expect(heartbeat.due(at: start + .seconds(20), payload: [2]) == .ping([2]))
        heartbeat.ponged([9])
        #expect(heartbeat.nextDue == start + .seconds(30))
        heartbeat.ponged([2])
        #expect(heartbeat.due(at: start + .seconds(30), payload: [3]) == .ping([3]))
        #expect(heartbeat.due(at: start + .seconds(40), payload: [4]) == .ping([4]))
        #expect(heartbeat.due(at: start + .seconds(50), payload: [5]) == .ping([5]))
        #expect(heartbeat.nextDue == start + .seconds(55))
        #expect(heartbeat.due(at: start + .seconds(55), payload: [6]) == .end(.pongMissing))
    }

    @Test("a connection ends with its lifetime, however alive it is")
    func lifetime() {
        var heartbeat = Heartbeat(policy: WebSocketPolicy(pingIntervalSeconds: 10, lifetimeSeconds: 15), openedAt: start)
        #expect(heartbeat.due(at: start + .seconds(10), payload: [1]) == .ping([1]))
        heartbeat.ponged([1])
        #expect(heartbeat.nextDue == start + .seconds(15))
        #expect(heartbeat.due(at: start + .seconds(15), payload: [2]) == .end(.lifetimeOver))
    }

    @Test("a second admits its messages, the next second as many again")
    func rate() {
        var rate = MessageRate(perSecondMax: 2)
        let admitted = [0, 999, 999, 1_000, 1_000, 1_000].map { rate.admits(at: start + .milliseconds($0)) }
        #expect(admitted == [true, true, false, true, true, false])
    }

    @Test("pings and pongs have a rate of their own beside that of all messages")
    func pingRate() {
        var messages = InboundMessages(policy: WebSocketPolicy(messagesPerSecondMax: 100, pingsPerSecondMax: 2))
        #expect(messages.received(InboundFrame(opcode: 9, payload: [1]), at: start) == .answerPing([1]))
        #expect(messages.received(InboundFrame(opcode: 1, payload: [0x61]), at: start) == .text([0x61]))
        #expect(messages.received(InboundFrame(opcode: 10, payload: []), at: start) == .pong([]))
        #expect(messages.received(InboundFrame(opcode: 9, payload: []), at: start + .seconds(1)) == .answerPing([]))
        #expect(messages.received(InboundFrame(opcode: 9, payload: []), at: start + .seconds(1)) == .answerPing([]))
        #expect(messages.received(InboundFrame(opcode: 1, payload: [0x61]), at: start + .seconds(1)) == .text([0x61]))
        #expect(messages.received(InboundFrame(opcode: 9, payload: []), at: start + .seconds(1)) == .fail(.tooManyPings))
    }

    @Test("one flush is scheduled for many frames, and bytes count until they are written")
    func sendQueue() {
        var queue = SendQueue(bytesMax: 20, laggingBytesMin: 20)
        let frame = Frame([1, 2, 3, 4, 5, 6])
        #expect(queue.append(frame) == .scheduleFlush)
        #expect(queue.append(frame) == .nothing)
        #expect(queue.take(isWritable: false).isEmpty)
        #expect(queue.waitingBytes == 16)
        #expect(queue.take(isWritable: true).count == 2)
        #expect(queue.inFlightBytes == 16)
        queue.written(bytes: 8)
        #expect(queue.append(frame) == .scheduleFlush)
        #expect(queue.append(frame) == .overflow)
        #expect(queue.waitingBytes == 0)
        #expect(queue.append(Frame([])) == .nothing)
        #expect(queue.take(isWritable: true).isEmpty)
    }

    private func frame(_ byte: UInt8, about item: UInt32? = nil) -> Frame {
        Frame([UInt8](repeating: byte, count: 98), latestOf: item.map { Frame.Subject(stream: 1, item: $0) })
    }

    @Test("a reader that keeps up gets every frame, one that lags the latest of each subject")
    func superseding() {
        var queue = SendQueue(bytesMax: 10_000, laggingBytesMin: 250)
        for byte in 1...3 { _ = queue.append(frame(UInt8(byte), about: 7)) }
        #expect(queue.take(isWritable: true).map { $0.bytes[2] } == [1, 2, 3])
        for byte in 4...6 { _ = queue.append(frame(UInt8(byte), about: 7)) }
        #expect(queue.append(frame(7, about: 7)) == .nothing)
        #expect(queue.append(frame(8, about: 9)) == .nothing)
        _ = queue.append(frame(9))
        _ = queue.append(frame(10, about: 9))
        #expect(queue.waitingBytes == 500)
        #expect(queue.superseded == 2)
        #expect(queue.take(isWritable: true).map { $0.bytes[2] } == [4, 5, 7, 10, 9])
        for byte in 11...12 { _ = queue.append(frame(UInt8(byte), about: 7)) }
        #expect(queue.take(isWritable: true).map { $0.bytes[2] } == [11, 12])
    }

    @Test("a long queue is handed over in parts, and what is left is still superseded")
    func parts() {
        var queue = SendQueue(bytesMax: 10 << 20, laggingBytesMin: 0)
        let long = Frame([UInt8](repeating: 1, count: 200 << 10))
        for _ in 0..<2 { _ = queue.append(long) }
        _ = queue.append(frame(2, about: 1))
        #expect(queue.take(isWritable: true).count == 1)
        #expect(queue.inFlightBytes == long.bytes.count)
        _ = queue.append(frame(3, about: 1))
        #expect(queue.take(isWritable: true).map { $0.bytes.last } == [1, 3])
        #expect(queue.isEmpty && queue.waitingBytes == 0)
        _ = queue.append(frame(4, about: 1))
        #expect(queue.take(isWritable: true).map { $0.bytes.last } == [4])
    }

    @Test("what is superseded never makes a queue overflow; what counts does")
    func overflow() {
        var queue = SendQueue(bytesMax: 450, laggingBytesMin: 50)
        for byte in UInt8(0)..<50 { #expect(queue.append(frame(byte, about: UInt32(byte % 4))) != .overflow) }
        #expect(queue.waitingBytes == 400)
        #expect(queue.append(frame(50)) == .overflow)
        #expect(queue.append(frame(51, about: 0)) == .nothing)
    }
}
