import GatewayKit
import Testing

@Suite("The stream hub")
struct StreamHubTests {
    private let hub = StreamHub<Int>()
    private let socket = RecordingSocket()
    private let message = Array(#"{"e":1}"#.utf8)

    @Test("the bare envelope is the message, the combined one names the stream as subscribed")
    func envelopes() {
        let combined = RecordingSocket()
        hub.subscribe(socket, to: 1, as: "btcusdt@depth", combined: false)
        hub.subscribe(combined, to: 1, as: "btcusdt@depth@250ms", combined: true)
        hub.publish(1) { message }
        #expect(socket.texts == [#"{"e":1}"#])
        #expect(combined.texts == [#"{"stream":"btcusdt@depth@250ms","data":{"e":1}}"#])
    }

    @Test("a message is encoded once per envelope, however many listen")
    func sharing() {
        let others = (0..<3).map { _ in RecordingSocket() }
        for other in others { hub.subscribe(other, to: 1, as: "a", combined: true) }
        for other in others { hub.subscribe(other, to: 1, as: "a", combined: false) }
        var encodings = 0
        hub.publish(1) {
            encodings += 1
            return message
        }
        #expect(encodings == 1)
        for other in others {
            #expect(other.frames.count == 2)
            for (frame, first) in zip(other.frames, others[0].frames) { #expect(frame === first) }
        }
    }

    @Test("nothing is encoded when nobody listens")
    func silence() {
        hub.subscribe(socket, to: 1, as: "a", combined: false)
        hub.publish(2) {
            Issue.record("nobody listens to this topic")
            return []
        }
        #expect(socket.frames.isEmpty)
        #expect(hub.hasSubscribers(1) && !hub.hasSubscribers(2))
        #expect(hub.sockets(of: 1).count == 1 && hub.sockets(of: 2).isEmpty)
    }

    @Test("unsubscribing one name keeps the other names of the socket")
    func unsubscribe() {
        hub.subscribe(socket, to: 1, as: "a", combined: true)
        hub.subscribe(socket, to: 1, as: "b", combined: true)
        hub.unsubscribe(socket, from: 1, as: "a")
        hub.unsubscribe(socket, from: 2, as: "a")
        hub.publish(1) { message }
        #expect(socket.texts == [#"{"stream":"b","data":{"e":1}}"#])
        hub.unsubscribe(socket, from: 1, as: "b")
        #expect(!hub.hasSubscribers(1))
    }

    @Test("the envelope changes for one socket and not for its neighbours")
    func setCombined() {
        let neighbour = RecordingSocket()
        hub.subscribe(socket, to: 1, as: "a", combined: false)
        hub.subscribe(neighbour, to: 1, as: "a", combined: false)
        hub.setCombined(true, for: socket, topic: 1)
        hub.setCombined(true, for: socket, topic: 9)
        hub.publish(1) { message }
        #expect(socket.texts == [#"{"stream":"a","data":{"e":1}}"#])
        #expect(neighbour.texts == [#"{"e":1}"#])
    }
}
