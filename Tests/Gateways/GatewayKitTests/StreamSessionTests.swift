import GatewayKit
import Testing

@Suite("A stream session")
struct StreamSessionTests {
    private let hub = StreamHub<String>()
    private let socket = RecordingSocket()

    private func session(_ names: [String], combined: Bool = false) -> StreamSession<String> {
        let session = StreamSession(hub: hub, names: names, combined: combined) { name in name.hasPrefix("no") ? nil : name }
        session.opened(socket)
        return session
    }

    private func publish(_ topic: String) { hub.publish(topic) { Array("1".utf8) } }

    @Test("the streams of the path are joined when the socket opens")
    func path() {
        let session = session(["a", "nothing"], combined: true)
        publish("a")
        publish("nothing")
        #expect(socket.texts == [#"{"stream":"a","data":1}"#])
        session.closed()
        #expect(!hub.hasSubscribers("a"))
    }

    @Test("what a client subscribes to comes, until it unsubscribes")
    func live() {
        let session = session([])
        session.received(text: Array(#"{"method":"SUBSCRIBE","params":["a","nothing"],"id":1}"#.utf8))
        publish("a")
        session.received(binary: Array(#"{"method":"UNSUBSCRIBE","params":["a"],"id":2}"#.utf8))
        publish("a")
        #expect(socket.texts == [#"{"result":null,"id":1}"#, "1", #"{"result":null,"id":2}"#])
    }

    @Test("setting combined changes the envelope of what is subscribed already")
    func combined() {
        let session = session(["a"])
        session.received(text: Array(#"{"method":"SET_PROPERTY","params":["combined",true],"id":1}"#.utf8))
        publish("a")
        #expect(socket.texts.last == #"{"stream":"a","data":1}"#)
    }

    @Test("what is no JSON closes the socket")
    func invalidJSON() {
        session([]).received(text: Array("hello".utf8))
        #expect(socket.texts.count == 1)
        #expect(socket.closes.map(\.code) == [1008])
    }
}
