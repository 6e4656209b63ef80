import ExchangePorts
import Primitives

/// What a stream name stands for. Several names may stand for one thing.
enum UsdmTopic: Hashable, Sendable {
    case depth(InstrumentID, DepthSpeed)
    case partialDepth(InstrumentID, levels: Int, DepthSpeed)
    case bookTicker(InstrumentID)
    case allBookTickers
    case trade(InstrumentID)
    case aggregateTrade(InstrumentID)
    case kline(InstrumentID, CandleInterval)
    case continuousKline(UnderlyingID, ContinuousContract, CandleInterval)
    case markPrice(InstrumentID, everySecond: Bool)
    case allMarkPrices(everySecond: Bool)
    case miniTicker(InstrumentID)
    case allMiniTickers
    case ticker(InstrumentID)
    case allTickers
    case assetIndex(AssetID)
    case allAssetIndexes
    case compositeIndex(UnderlyingID)
    case liquidation(InstrumentID)
    case allLiquidations
    case contracts
    case user(String)

    /// Nil for names that carry nothing: they may be subscribed to all the same (supplement §5.2).
    init?(_ name: String, names: Names, listenKeys: ListenKeys) {
        if let topic = Self.allMarkets[name] {
            self = topic
            return
        }
        if name.utf8.count == 64, listenKeys.account(of: name) != nil {
            self = .user(name)
            return
        }
        let parts = name.split(separator: "@", omittingEmptySubsequences: false).map(String.init)
        if parts.count == 2, let topic = Self.continuous(parts[0], parts[1], names) {
            self = topic
            return
        }
        guard parts.count >= 2, parts[0] == parts[0].lowercased() else { return nil }
        if parts[1...] == ["assetIndex"], let asset = names.assetOfIndex(parts[0].uppercased()) {
            self = .assetIndex(asset)
            return
        }
        if parts[1...] == ["compositeIndex"] {
            guard let id = names.underlying(parts[0].uppercased()), names.isComposite(names[id].name) else { return nil }
            self = .compositeIndex(id)
            return
        }
        guard let id = names.instrument(parts[0].uppercased()) else { return nil }
        self.init(id, kind: parts[1], suffix: Array(parts[2...]))
    }

    private static let allMarkets: [String: UsdmTopic] = [
        "!bookTicker": .allBookTickers, "!markPrice@arr": .allMarkPrices(everySecond: false),
        "!markPrice@arr@3s": .allMarkPrices(everySecond: false), "!markPrice@arr@1s": .allMarkPrices(everySecond: true),
        "!miniTicker@arr": .allMiniTickers, "!ticker@arr": .allTickers,
        "!assetIndex@arr": .allAssetIndexes, "!forceOrder@arr": .allLiquidations, "!contractInfo": .contracts,
    ]

    /// Clients write the contract type in either case.
    private static func continuous(_ subject: String, _ kind: String, _ names: Names) -> UsdmTopic? {
        let prefix = "continuousKline_"
        guard kind.hasPrefix(prefix), let interval = CandleInterval(rawValue: String(kind.dropFirst(prefix.count))),
            let place = subject.firstIndex(of: "_")
        else { return nil }
        let pair = subject[..<place]
        guard pair == pair.lowercased(), let underlying = names.underlying(pair.uppercased()),
            let contract = ContinuousContract(rawValue: subject[subject.index(after: place)...].uppercased())
        else { return nil }
        return .continuousKline(underlying, contract, interval)
    }

    private init?(_ id: InstrumentID, kind: String, suffix: [String]) {
        if kind == "markPrice" {
            guard suffix.isEmpty || suffix == ["1s"] || suffix == ["3s"] else { return nil }
            self = .markPrice(id, everySecond: suffix == ["1s"])
        } else if kind == "rpiDepth" {
            // There are no retail price improvement orders: it is the book that everyone sees.
            guard suffix == ["500ms"] else { return nil }
            self = .depth(id, .every500ms)
        } else if kind.hasPrefix("depth") {
            self.init(id, depth: String(kind.dropFirst("depth".count)), suffix: suffix)
        } else if suffix.isEmpty {
            self.init(id, plain: kind)
        } else {
            return nil
        }
    }

    private init?(_ id: InstrumentID, depth levels: String, suffix: [String]) {
        let speeds: [String: DepthSpeed] = ["0ms": .realTime, "100ms": .every100ms, "250ms": .every250ms, "500ms": .every500ms]
        guard suffix.count <= 1, let speed = suffix.isEmpty ? .every250ms : speeds[suffix[0]] else { return nil }
        switch levels {
        case "": self = .depth(id, speed)
        case "5", "10", "20":
            guard speed != .realTime, let count = Int(levels) else { return nil }
            self = .partialDepth(id, levels: count, speed)
        default: return nil
        }
    }

    private init?(_ id: InstrumentID, plain kind: String) {
        switch kind {
        case "bookTicker": self = .bookTicker(id)
        case "trade": self = .trade(id)
        case "aggTrade": self = .aggregateTrade(id)
        case "miniTicker": self = .miniTicker(id)
        case "ticker": self = .ticker(id)
        case "forceOrder": self = .liquidation(id)
        default:
            guard kind.hasPrefix("kline_"), let interval = CandleInterval(rawValue: String(kind.dropFirst("kline_".count))) else {
                return nil
            }
            self = .kline(id, interval)
        }
    }
}
