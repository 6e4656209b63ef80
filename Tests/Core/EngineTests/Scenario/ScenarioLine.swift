import CommandsAndEvents
import Primitives

/// What is wrong with a line of a scenario.
struct ScenarioFault: Error {
    var text: String
    init(_ text: String) { self.text = text }
}

/// The words of a line, read one after the other.
struct ScenarioLine {
    let number: Int
    private var words: ArraySlice<Substring>
    /// What stands behind the arrow.
    private(set) var outcome: [Substring]?

    /// Nil for an empty line and for a comment.
    init?(_ text: Substring, number: Int) {
        self.number = number
        let said = text.split(separator: "//", maxSplits: 1, omittingEmptySubsequences: false)[0]
        let all = said.split(whereSeparator: { $0 == " " || $0 == "\t" })
        guard let first = all.first, first != "//" else { return nil }
        if let arrow = all.firstIndex(of: "->") {
            words = all[..<arrow]
            outcome = Array(all[(arrow + 1)...])
        } else {
            words = all[...]
        }
    }

    /// Begins a scenario: `scenario`, and what it is about.
    var isTitle: Bool { words.first == "scenario" }
    var isAtEnd: Bool { words.isEmpty }

    mutating func word(_ meaning: String) throws(ScenarioFault) -> String {
        guard let word = words.popFirst() else { throw ScenarioFault("\(meaning) is missing") }
        return String(word)
    }

    /// Takes the next word when it is this one.
    mutating func take(_ word: String) -> Bool {
        guard words.first.map(String.init) == word else { return false }
        words.removeFirst()
        return true
    }

    mutating func number<Value: FixedPoint>(_ meaning: String, as: Value.Type = Value.self) throws(ScenarioFault) -> Value {
        let text = try word(meaning)
        guard let value = try? Value(text) else { throw ScenarioFault("\(text) is no \(meaning)") }
        return value
    }

    mutating func integer(_ meaning: String) throws(ScenarioFault) -> Int64 {
        let text = try word(meaning)
        guard let value = Int64(text) else { throw ScenarioFault("\(text) is no \(meaning)") }
        return value
    }

    /// One of a few words.
    mutating func choice<Value>(_ meaning: String, _ table: [(String, Value)]) throws(ScenarioFault) -> Value {
        let text = try word(meaning)
        guard let value = table.first(where: { $0.0 == text })?.1 else {
            throw ScenarioFault("\(text) is no \(meaning): \(table.map(\.0).joined(separator: ", "))")
        }
        return value
    }

    /// The next word, when the table has it.
    mutating func optional<Value>(_ table: [(String, Value)]) -> Value? {
        guard let value = table.first(where: { $0.0 == words.first.map(String.init) })?.1 else { return nil }
        words.removeFirst()
        return value
    }

    /// Everything that is left, cut at the commas.
    mutating func list() -> [String] {
        defer { words = [] }
        return words.joined(separator: " ").split(separator: ",").map { entry in
            entry.split(separator: " ").joined(separator: " ")
        }
    }

    func requireEnd() throws(ScenarioFault) {
        if let word = words.first { throw ScenarioFault("\(word) is unknown here") }
    }
}

/// The words of the format for what the engine calls otherwise.
enum ScenarioWords {
    static let sides: [(String, Side)] = [("buy", .buy), ("sell", .sell)]
    static let positionSides: [(String, PositionSide)] = [("long", .long), ("short", .short)]
    static let timesInForce: [(String, TimeInForce)] = [
        ("GTC", .goodTillCancel), ("IOC", .immediateOrCancel), ("FOK", .fillOrKill), ("GTX", .postOnly), ("GTD", .goodTillDate),
    ]
    static let selfTradeModes: [(String, SelfTradePrevention)] = [
        ("none", .none), ("expire-taker", .expireTaker), ("expire-maker", .expireMaker), ("expire-both", .expireBoth),
    ]
    static let priceMatches: [(String, PriceMatch)] = [
        ("opponent", .opponent), ("opponent-5", .opponent5), ("opponent-10", .opponent10), ("opponent-20", .opponent20),
        ("queue", .queue), ("queue-5", .queue5), ("queue-10", .queue10), ("queue-20", .queue20),
    ]
    static let workingPrices: [(String, WorkingPrice)] = [("last", .last), ("mark", .mark)]
    static let conditions: [(String, Condition.Kind)] = [
        ("stop", .stop), ("take-profit", .takeProfit), ("trail", .trailing),
    ]
    static let marginTypes: [(String, MarginType)] = [("isolated", .isolated), ("cross", .cross)]
    static let scopes: [(String, CancelScope)] = [("everything", .everything), ("orders", .orders), ("algo", .algoOrders)]
    static let switches: [(String, Bool)] = [("on", true), ("off", false)]
    static let statuses: [(String, OrderStatus)] = [
        ("new", .new), ("partially-filled", .partiallyFilled), ("filled", .filled), ("canceled", .canceled), ("expired", .expired),
        ("expired-in-match", .expiredInMatch),
    ]

    static func word(for status: OrderStatus) -> String { statuses.first { $0.1 == status }?.0 ?? "\(status)" }
}
