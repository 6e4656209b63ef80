import GatewayKit
import Testing

@Suite("Frames")
struct FrameTests {
    /// RFC 6455, section 5.2: one, three or nine bytes of length; servers do not mask.
    @Test(
        "the length takes as many bytes as it needs",
        arguments: [
            (0, [0x81, 0]), (1, [0x81, 1]), (125, [0x81, 125]), (126, [0x81, 126, 0, 126]), (127, [0x81, 126, 0, 127]),
            (65_535, [0x81, 126, 0xFF, 0xFF]), (65_536, [0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]),
        ] as [(Int, [UInt8])])
    func header(count: Int, header: [UInt8]) {
        let payload = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        #expect(Frame(payload).bytes == header + payload)
    }

    @Test("binary frames say so")
    func binary() { #expect(Frame([7], kind: .binary).bytes == [0x82, 1, 7]) }
}
