import Instruments
import Primitives
import TradingBots

extension ListedMarket {
    init(_ text: WorldText) throws(WorldError) {
        try text.onlyKeys(
            "symbol", "pair", "base", "quote", "margin", "pricePrecision", "quantityPrecision", "price", "lot", "marketLot",
            "maxOrders", "maxAlgoOrders", "percentPrice", "minNotional", "fees", "liquidationFee", "marketTakeBound",
            "triggerProtect", "funding", "delivery", "onboarded", "categories", "brackets", "makers", "takers")
        try self.init(
            instrument: try Instrument(text, symbol: text.required("symbol"), terms: Instrument.Terms(text)), bots: text)
    }

    fileprivate init(instrument: Instrument, bots text: WorldText) throws(WorldError) {
        self.init(
            instrument: instrument,
            makers: try text.optional("makers")?.entries().map { entry throws(WorldError) in try MakerTerms(entry) } ?? [],
            takers: try text.optional("takers").map { entry throws(WorldError) in try TakerTerms(entry) })
    }
}

extension QuarterlySeries {
    init(_ text: WorldText) throws(WorldError) {
        try text.onlyKeys(
            "pair", "base", "quote", "margin", "pricePrecision", "quantityPrecision", "price", "lot", "marketLot", "maxOrders",
            "maxAlgoOrders", "percentPrice", "minNotional", "fees", "liquidationFee", "marketTakeBound", "triggerProtect",
            "onboarded", "categories", "brackets", "makers", "takers")
        // A date that any contract would have; each gets its own.
        let terms = DeliveryTerms(
            contract: try ContractTerms(text, quote: text.required("quote").text()), deliveryDate: Timestamp(milliseconds: .max))
        let instrument = try Instrument(text, symbol: text.required("pair"), terms: .delivery(terms))
        pattern = try ListedMarket(instrument: instrument, bots: text)
    }
}

extension Instrument.Terms {
    /// Either `funding` or `delivery`, the time at which the contract expires.
    fileprivate init(_ text: WorldText) throws(WorldError) {
        let contract = try ContractTerms(text, quote: text.required("quote").text())
        guard let delivery = try text.optional("delivery") else {
            self = .perpetual(PerpetualTerms(contract: contract, funding: try FundingTerms(text.required("funding"))))
            return
        }
        if let funding = try text.optional("funding") { throw funding.error("does not go with 'delivery'") }
        self = .delivery(
            DeliveryTerms(
                contract: contract,
                deliveryDate: Timestamp(milliseconds: try delivery.integer(in: 1...4_000_000_000_000))))
    }
}

extension Instrument {
    fileprivate init(_ text: WorldText, symbol: WorldText, terms: Terms) throws(WorldError) {
        // Bots are called after it: `maker-SYMBOL-1`.
        let longest = 24
        if try symbol.text().utf8.count > longest { throw symbol.error("must not be longer than \(longest) bytes") }
        let fees = try text.required("fees")
        try fees.onlyKeys("maker", "taker")
        let fee = Rate.of("-0.1")...Rate.of("0.1")
        self.init(
            symbol: try symbol.text(), pair: try (text.optional("pair") ?? symbol).text(),
            baseAsset: try text.required("base").text(), quoteAsset: try text.required("quote").text(),
            pricePrecision: Int(try text.required("pricePrecision").integer(in: 0...8)),
            quantityPrecision: Int(try text.required("quantityPrecision").integer(in: 0...8)), filters: try Filters(text),
            fees: FeeSchedule(
                maker: try fees.required("maker").decimal(in: fee), taker: try fees.required("taker").decimal(in: fee)),
            terms: terms,
            onboardDate: Timestamp(milliseconds: try text.optional("onboarded")?.integer(in: 0...4_000_000_000_000) ?? 0),
            categories: try text.optional("categories")?.texts() ?? [])
        if let flaw = flaw() { throw text.error("cannot be listed: \(flaw)") }
    }
}

private let anyMoney = Money.zero...Money(whole: 10_000_000_000)

extension Filters {
    fileprivate init(_ text: WorldText) throws(WorldError) {
        let price = try text.required("price")
        try price.onlyKeys("min", "max", "tick")
        let anyPrice = Price.zero...Price(whole: 1_000_000_000)
        let percent = try text.required("percentPrice")
        try percent.onlyKeys("up", "down")
        self.init(
            price: PriceFilter(
                minimum: try price.required("min").decimal(in: anyPrice), maximum: try price.required("max").decimal(in: anyPrice),
                tickSize: try price.required("tick").decimal(in: anyPrice)),
            lotSize: try LotSizeFilter(text.required("lot")), marketLotSize: try LotSizeFilter(text.required("marketLot")),
            maxNumOrders: Int(try text.optional("maxOrders")?.integer(in: 1...10_000) ?? 200),
            maxNumAlgoOrders: Int(try text.optional("maxAlgoOrders")?.integer(in: 1...10_000) ?? 10),
            percentPrice: PercentPriceFilter(
                multiplierUp: try percent.required("up").decimal(in: Rate(whole: 1)...Rate(whole: 100)),
                multiplierDown: try percent.required("down").decimal(in: .zero...Rate(whole: 1))),
            minNotional: try text.required("minNotional").decimal(in: anyMoney))
    }
}

extension LotSizeFilter {
    fileprivate init(_ text: WorldText) throws(WorldError) {
        try text.onlyKeys("min", "max", "step")
        let any = Quantity.zero...Quantity(whole: 10_000_000_000)
        self.init(
            minimum: try text.required("min").decimal(in: any), maximum: try text.required("max").decimal(in: any),
            stepSize: try text.required("step").decimal(in: any))
    }
}

extension ContractTerms {
    fileprivate init(_ text: WorldText, quote: String) throws(WorldError) {
        let part = Rate.zero...Rate(whole: 1)
        self.init(
            marginAsset: try text.optional("margin")?.text() ?? quote, brackets: try LeverageBrackets(text.required("brackets")),
            liquidationFee: try text.required("liquidationFee").decimal(in: part),
            marketTakeBound: try text.required("marketTakeBound").decimal(in: part),
            triggerProtect: try text.required("triggerProtect").decimal(in: part))
    }
}

extension FundingTerms {
    fileprivate init(_ funding: WorldText) throws(WorldError) {
        try funding.onlyKeys("intervalHours", "interest", "cap", "floor")
        let rate = Rate.of("-0.1")...Rate.of("0.1")
        self.init(
            intervalHours: Int(try funding.required("intervalHours").integer(in: 1...24)),
            interestRate: try funding.required("interest").decimal(in: rate),
            cap: try funding.required("cap").decimal(in: rate),
            floor: try funding.required("floor").decimal(in: rate))
        if floor > cap { throw funding.error("has its floor above its cap") }
    }
}

extension LeverageBrackets {
    /// Rows of highest leverage, notional cap, maintenance margin rate.
    fileprivate init(_ text: WorldText) throws(WorldError) {
        var rows: [Row] = []
        for entry in try text.entries() {
            let columns = try entry.entries()
            guard columns.count == 3 else { throw entry.error("must be [highest leverage, notional cap, maintenance margin rate]") }
            rows.append(
                (
                    maxLeverage: Int32(try columns[0].integer(in: 1...1_000)), notionalCap: try columns[1].decimal(in: anyMoney),
                    maintenanceMarginRate: try columns[2].decimal(in: .zero...Rate(whole: 1))
                ))
        }
        guard let brackets = LeverageBrackets(rows: rows) else {
            throw text.error("is no table: caps and rates must rise and leverages fall from row to row")
        }
        self = brackets
    }
}
