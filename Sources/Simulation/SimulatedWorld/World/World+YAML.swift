public import Instruments
import Primitives
import TradingBots

extension World {
    /// Reads a world file. Every mistake names its place.
    public init(yaml: String) throws(WorldError) {
        let file = try WorldText(yaml)
        try file.onlyKeys("seed", "tickMilliseconds", "assets", "underlyings", "baskets", "markets", "quarterlies")
        self.init(
            seed: UInt64(try file.required("seed").integer(in: 0...(.max))),
            tickMilliseconds: try file.required("tickMilliseconds").integer(in: 10...60_000), assets: [], underlyings: [],
            baskets: [], markets: [])
        for entry in try file.required("assets").entries() { assets.append(try ListedAsset(entry)) }
        for entry in try file.required("underlyings").entries() { underlyings.append(try Underlying(entry)) }
        for entry in try file.optional("baskets")?.entries() ?? [] {
            baskets.append(try Basket(entry, of: underlyings.map(\.name) + baskets.map(\.name)))
        }
        for entry in try file.required("markets").entries() {
            markets.append(try ListedMarket(entry))
            try check(markets.last, entry)
        }
        for entry in try file.optional("quarterlies")?.entries() ?? [] {
            quarterlies.append(try QuarterlySeries(entry))
            try check(quarterlies.last?.pattern, entry)
        }
        try checkNames(file)
        try checkAssets(file)
        try checkDeposits(file)
    }

    /// Reads one instrument written as under `markets` of a world file; JSON is YAML too. Bots, if any, are ignored.
    public static func instrument(yaml: String) throws(WorldError) -> Instrument { try ListedMarket(WorldText(yaml)).instrument }

    /// A market against the rest of the world.
    private func check(_ market: ListedMarket?, _ entry: WorldText) throws(WorldError) {
        guard let market else { return }
        let instrument = market.instrument
        guard (underlyings.map(\.name) + baskets.map(\.name)).contains(instrument.pair) else {
            throw entry.error("'\(instrument.pair)' is none of the underlyings")
        }
        guard assets.contains(where: { $0.name == instrument.contract.marginAsset }) else {
            throw entry.error("'\(instrument.contract.marginAsset)' is none of the assets")
        }
        let most = instrument.contract.brackets.maxLeverage
        let leverages = market.makers.map(\.leverage) + [market.takers?.leverage].compactMap { $0 }
        if leverages.contains(where: { $0 > most }) { throw entry.error("permits a leverage of \(most.times) at most") }
    }

    private func checkNames(_ file: WorldText) throws(WorldError) {
        for (what, names) in [
            ("assets", assets.map(\.name)), ("underlyings", underlyings.map(\.name) + baskets.map(\.name)),
            ("markets", markets.map(\.instrument.symbol)), ("quarterlies", quarterlies.map(\.pattern.instrument.pair)),
        ] where Set(names).count != names.count { throw try file.required(what).error("names something twice") }
    }

    private func checkAssets(_ file: WorldText) throws(WorldError) {
        for asset in assets {
            guard case .underlying(let name) = asset.index else { continue }
            if !markets.contains(where: { $0.instrument.pair == name }) {
                throw try file.required("assets").error("\(asset.name) needs a market of '\(name)' for its index")
            }
        }
    }

    /// What bots bring along must leave room under what the exchange holds of one asset.
    private func checkDeposits(_ file: WorldText) throws(WorldError) {
        for asset in assets {
            var sum = Money.zero
            for market in markets + quarterlies.map(\.pattern) where market.instrument.contract.marginAsset == asset.name {
                for maker in market.makers { sum += maker.deposit }
                if let takers = market.takers { for _ in 0..<takers.count { sum += takers.deposit } }
                if sum > Self.botDepositsMax { throw try file.required("markets").error("bots deposit too much \(asset.name)") }
            }
        }
    }

    /// Half of what may ever be deposited of one asset: the rest is for clients.
    static let botDepositsMax = Money(whole: 5_000_000_000)
}

extension ListedAsset {
    fileprivate init(_ text: WorldText) throws(WorldError) {
        try text.onlyKeys("name", "marginAvailable", "buffers", "index")
        self.init(
            asset: Asset(
                name: try text.required("name").text(),
                marginAvailable: try text.optional("marginAvailable")?.boolean() ?? false,
                buffers: try text.optional("buffers").map { entry throws(WorldError) in try CollateralBuffers(entry) } ?? .init()),
            index: try text.optional("index").map { entry throws(WorldError) in try AssetIndexTerms(entry) })
    }
}

extension CollateralBuffers {
    fileprivate init(_ text: WorldText) throws(WorldError) {
        try text.onlyKeys("bid", "ask", "autoExchangeBid", "autoExchangeAsk")
        let part = Rate.zero...Rate.of("0.99")
        self.init(
            bid: try text.required("bid").decimal(in: part), ask: try text.required("ask").decimal(in: part),
            autoExchangeBid: try text.required("autoExchangeBid").decimal(in: part),
            autoExchangeAsk: try text.required("autoExchangeAsk").decimal(in: part))
    }
}

extension AssetIndexTerms {
    fileprivate init(_ text: WorldText) throws(WorldError) {
        if let underlying = try text.optional("underlying") {
            try text.onlyKeys("underlying")
            self = .underlying(try underlying.text())
        } else {
            try text.onlyKeys("peg", "noise")
            self = .peg(
                try text.required("peg").decimal(in: Price(raw: 1)...Price(whole: 1_000_000)),
                noise: try text.optional("noise")?.decimal(in: .zero...Rate.of("0.01")) ?? .zero)
        }
    }
}

extension Underlying {
    fileprivate init(_ text: WorldText) throws(WorldError) {
        try text.onlyKeys("name", "start", "volatility", "drift", "reversion", "correlation", "jumps", "venues")
        let venues = try text.required("venues")
        let one = Rate(whole: 1)
        let jumps = try text.optional("jumps")
        try jumps?.onlyKeys("perDay", "size")
        let name = try text.required("name").text()
        self.init(
            name: name,
            price: PriceTerms(
                start: try text.required("start").decimal(in: Price(raw: 1)...Price(whole: 1_000_000_000)),
                volatility: try text.required("volatility").decimal(in: .zero...Rate.of("0.1")),
                drift: try text.optional("drift")?.decimal(in: Rate(whole: -1)...one) ?? .zero,
                reversion: try text.optional("reversion")?.decimal(in: .zero...Rate(whole: 1_000)) ?? .zero,
                correlation: try text.optional("correlation")?.decimal(in: Rate(whole: -1)...one) ?? .zero,
                jumpsPerDay: try jumps?.required("perDay").decimal(in: .zero...Rate(whole: 1_000_000)) ?? .zero,
                jumpSize: try jumps?.required("size").decimal(in: .zero...Rate.of("0.1")) ?? .zero),
            venues: try venues.entries().map { entry throws(WorldError) in try VenueTerms(entry, pair: name) })
        if self.venues.isEmpty { throw venues.error("must name at least one venue") }
        if let flaw = listed.flaw() { throw venues.error("cannot be listed: \(flaw)") }
    }
}

extension Basket {
    fileprivate init(_ text: WorldText, of known: [String]) throws(WorldError) {
        try text.onlyKeys("name", "components")
        let components = try text.required("components")
        self.init(
            name: try text.required("name").text(),
            components: try components.entries().map { entry throws(WorldError) in try Instruments.Underlying.Component(entry) })
        if let unknown = self.components.first(where: { !known.contains($0.underlying) }) {
            throw components.error("'\(unknown.underlying)' is none of the underlyings before it")
        }
        if let flaw = listed.flaw() { throw components.error("cannot be listed: \(flaw)") }
    }
}

extension Instruments.Underlying.Component {
    fileprivate init(_ text: WorldText) throws(WorldError) {
        try text.onlyKeys("underlying", "base", "quote", "weight")
        self.init(
            underlying: try text.required("underlying").text(), baseAsset: try text.required("base").text(),
            quoteAsset: try text.required("quote").text(),
            weight: try text.required("weight").decimal(in: Rate(raw: 1)...Rate(whole: 1_000_000_000)))
    }
}

extension VenueTerms {
    fileprivate init(_ text: WorldText, pair: String) throws(WorldError) {
        try text.onlyKeys("name", "symbol", "weight", "noise", "follow")
        self.init(
            name: try text.required("name").text(), symbol: try text.optional("symbol")?.text() ?? pair,
            weight: try text.required("weight").integer(in: 1...1_000_000),
            noise: try text.optional("noise")?.decimal(in: .zero...Rate.of("0.1")) ?? .zero,
            follow: try text.optional("follow")?.decimal(in: Rate.of("0.001")...Rate(whole: 1)) ?? Rate(whole: 1))
    }
}
