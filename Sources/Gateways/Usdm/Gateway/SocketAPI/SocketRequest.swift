import GatewayKit
import UsdmWire
import WireKit

/// A frame of the WebSocket API, read as far as it can be (document 001, "WebSocket API Request format").
///
/// What is wrong with it stands in `flaw`, so that its answer bears the id it came with, where it has one.
struct SocketRequest {
    /// An integer, a text or null, to be echoed as it came; null when there is none of these.
    private(set) var id = JSONValue.null
    private(set) var method = ""
    private(set) var params: [JSONValue.Member] = []
    private(set) var flaw: UsdmError?

    init(_ text: [UInt8]) {
        do throws(Flaw) {
            try read(text)
        } catch {
            flaw = error.error
        }
    }

    private struct Flaw: Error { let error: UsdmError }

    private mutating func read(_ text: [UInt8]) throws(Flaw) {
        guard let document = try? JSONValue(parsing: text) else { throw Flaw(error: .invalidJSON) }
        guard case .object = document else { throw Flaw(error: .invalidJSON) }
        guard let id = document["id"] else { throw Flaw(error: .missing("id")) }
        guard Self.isAcceptable(id) else { throw Flaw(error: .invalidParameter("id")) }
        self.id = id
        guard case .string(let method)? = document["method"], !method.isEmpty else { throw Flaw(error: .missing("method")) }
        self.method = method
        switch document["params"] {
        case .object(let members): params = members
        case nil, .null: break
        default: throw Flaw(error: .invalidParameter("params"))
        }
    }

    private static func isAcceptable(_ id: JSONValue) -> Bool {
        switch id {
        case .null, .string: true
        case .number(let digits): digits.utf8.allSatisfy { $0 == UInt8(ascii: "-") || isDigit($0) }
        case .bool, .array, .object: false
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}

extension UsdmError {
    fileprivate static let invalidJSON = UsdmError(-1135, "Invalid JSON Request")
}
