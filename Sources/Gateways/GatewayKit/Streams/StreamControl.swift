import WireKit

/// The control messages of a stream socket (document 001, "Live Subscribing"): what a client may ask, and the answers.
///
/// A pure state machine: it keeps what is subscribed and says what to do; sockets and topics live around it.
struct StreamControl {
    enum Action: Hashable {
        case reply([UInt8])
        case subscribe(String)
        case unsubscribe(String)
        case setCombined(Bool)
        case close(code: UInt16, reason: String)
    }

    /// Longer names are no streams.
    static let nameBytesMax = 256

    private(set) var names: [String]
    /// The same, to look names up in.
    private var known: Set<String>
    private(set) var combined: Bool

    /// Names beyond `StreamLimit.streamsMax` are left out: whoever opens the socket refuses them before.
    init(names: [String], combined: Bool) {
        self.names = Array(Self.distinct(names).prefix(StreamLimit.streamsMax))
        known = Set(self.names)
        self.combined = combined
    }

    private static func distinct(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }
    }

    mutating func received(_ text: [UInt8]) -> [Action] {
        let message: JSONValue
        do throws(JSONValue.SyntaxError) {
            message = try JSONValue(parsing: text)
        } catch {
            let reason = "Invalid JSON: expected value at line \(error.line) column \(error.column)"
            return [.reply(failure(3, reason, id: nil)), .close(code: 1008, reason: "Invalid JSON")]
        }
        guard case .object = message else {
            return [.reply(failure(2, "Invalid request: missing field method at line 1 column \(text.count)", id: nil))]
        }
        guard let id = message["id"], isAcceptable(id) else {
            return [.reply(failure(2, "Invalid request: request ID must be an unsigned integer", id: nil))]
        }
        guard let method = message["method"] else {
            return [.reply(failure(2, "Invalid request: missing field method at line 1 column \(text.count)", id: id))]
        }
        guard case .string(let name) = method else { return [.reply(unknown(method, in: text, id: id))] }
        return carryOut(name, message["params"], id: id, text: text)
    }

    private mutating func carryOut(_ method: String, _ params: JSONValue?, id: JSONValue, text: [UInt8]) -> [Action] {
        switch method {
        case "SUBSCRIBE": return change(params, id: id, subscribing: true)
        case "UNSUBSCRIBE": return change(params, id: id, subscribing: false)
        case "LIST_SUBSCRIPTIONS":
            if case .array(let values)? = params, !values.isEmpty { return tooMany(id) }
            return [.reply(success(id) { json, names in json.array(names) { $0.string($1) } })]
        case "SET_PROPERTY": return setProperty(params, id: id)
        case "GET_PROPERTY": return getProperty(params, id: id)
        default: return [.reply(unknown(.string(method), in: text, id: id))]
        }
    }

    private mutating func change(_ params: JSONValue?, id: JSONValue, subscribing: Bool) -> [Action] {
        guard case .array(let values)? = params else {
            return [.reply(failure(2, "Invalid request: params must be an array of stream names", id: id))]
        }
        var requested: [String] = []
        for value in values {
            guard case .string(let name) = value, name.utf8.count <= Self.nameBytesMax else {
                return [.reply(failure(2, "Invalid request: params must be an array of stream names", id: id))]
            }
            requested.append(name)
        }
        requested = Self.distinct(requested)
        if subscribing {
            let added = requested.filter { !known.contains($0) }
            if names.count + added.count > StreamLimit.streamsMax { return tooMany(id) }
            names += added
            known.formUnion(added)
            return added.map { .subscribe($0) } + [.reply(success(id) { json, _ in json.null() })]
        }
        let removed = requested.filter { known.remove($0) != nil }
        names.removeAll { !known.contains($0) }
        return removed.map { .unsubscribe($0) } + [.reply(success(id) { json, _ in json.null() })]
    }

    private mutating func setProperty(_ params: JSONValue?, id: JSONValue) -> [Action] {
        guard case .array(let values)? = params, case .string(let name)? = values.first else { return propertyName(id) }
        if values.count > 2 { return tooMany(id) }
        if name != "combined" { return [.reply(failure(0, "Unknown property", id: id))] }
        guard values.count == 2, case .bool(let flag) = values[1] else {
            return [.reply(failure(1, "Invalid value type: expected Boolean", id: id))]
        }
        combined = flag
        return [.setCombined(flag), .reply(success(id) { json, _ in json.null() })]
    }

    private func getProperty(_ params: JSONValue?, id: JSONValue) -> [Action] {
        guard case .array(let values)? = params, case .string(let name)? = values.first else { return propertyName(id) }
        if values.count > 1 { return tooMany(id) }
        if name != "combined" { return [.reply(failure(0, "Unknown property", id: id))] }
        let flag = combined
        return [.reply(success(id) { json, _ in json.bool(flag) })]
    }

    private func propertyName(_ id: JSONValue) -> [Action] {
        [.reply(failure(2, "Invalid request: property name must be a string", id: id))]
    }

    private func tooMany(_ id: JSONValue) -> [Action] {
        [.reply(failure(2, "Invalid request: too many parameters", id: id))]
    }

    /// Unsigned integers, as documented, and strings, which today's clients send.
    private func isAcceptable(_ id: JSONValue) -> Bool {
        switch id {
        case .number(let digits): return UInt64(digits) != nil
        case .string(let text): return text.utf8.count <= 64
        default: return false
        }
    }

    private func unknown(_ method: JSONValue, in text: [UInt8], id: JSONValue) -> [UInt8] {
        let name: String
        if case .string(let text) = method { name = String(text.prefix(64)) } else { name = "?" }
        let known = "SUBSCRIBE, UNSUBSCRIBE, LIST_SUBSCRIPTIONS, SET_PROPERTY, GET_PROPERTY"
        return failure(
            2,
            "Invalid request: unknown variant \(name), expected one of \(known) at line 1 column \(column(after: name, in: text))",
            id: id)
    }

    /// Where the quoted value ends in a message of one line.
    private func column(after name: String, in text: [UInt8]) -> Int {
        let quoted = Array("\"\(name)\"".utf8)
        guard quoted.count <= text.count else { return text.count }
        for start in 0...(text.count - quoted.count) where text[start..<start + quoted.count].elementsEqual(quoted) {
            return start + quoted.count
        }
        return text.count
    }

    private func success(_ id: JSONValue, _ result: (inout JSONWriter, [String]) -> Void) -> [UInt8] {
        var json = JSONWriter(reservingCapacity: 64)
        json.object { json in
            json.key("result")
            result(&json, names)
            json.key("id")
            json.value(id)
        }
        return json.bytes
    }

    private func failure(_ code: Int, _ message: String, id: JSONValue?) -> [UInt8] {
        var json = JSONWriter(reservingCapacity: 128)
        json.object { json in
            json.key("error")
            json.object {
                $0.field("code", code)
                $0.field("msg", message)
            }
            if let id {
                json.key("id")
                json.value(id)
            }
        }
        return json.bytes
    }
}
