import CommandsAndEvents
import Engine
import Primitives

/// What the lines that expect compare.
extension ScenarioRun {
    /// Whether the line was one that expects.
    func expectWhatIsSaid(_ verb: String, _ line: inout ScenarioLine) throws(ScenarioFault) -> Bool {
        switch verb {
        case "order": try expectOrder(&line)
        case "story": try expectStory(&line)
        case "trades": try expectTrades(&line)
        case "book": try expectBook(&line)
        case "level": try expectLevel(&line)
        case "rejected": try expectRejections(&line)
        case "told": try expectTold(&line)
        case "position": try expectPosition(&line)
        case "wallet": try expectWallet(&line)
        case "totals": try expectTotals(&line)
        case "fund": try expectFund(&line)
        case "liquidations": try expectLiquidations(&line)
        case "closing": try expectClosing(&line)
        case "deleveraged": try expectDeleveraged(&line)
        case "calls": try expectCalls(&line)
        case "settled": try expectSettled(&line)
        case "status": try expectStatus(&line)
        case "delivered": try expectDelivery(&line)
        default: return false
        }
        return true
    }

    /// `status closed`: where the market is in its life.
    private func expectStatus(_ line: inout ScenarioLine) throws(ScenarioFault) {
        try expect("the status", "\(exchange.state.marketFigures(exchange.market).status)", try line.word("status"))
    }

    /// Of the last action: `delivered 21000`.
    private func expectDelivery(_ line: inout ScenarioLine) throws(ScenarioFault) {
        let prices = lastEvents.compactMap { if case .delivered(let delivered) = $0 { "\(delivered.price)" } else { nil } }
        try expect("the delivery", prices.first ?? "none", try line.word("price"))
    }

    /// `order #1 partially-filled 2 @ 20005`: as the last event told it.
    private func expectOrder(_ line: inout ScenarioLine) throws(ScenarioFault) {
        let entry = try labelled(&line)
        guard let order = updates(of: entry).last?.order else { throw ScenarioFault("nothing was told of it") }
        let words = line.list().joined(separator: ", ")
        try expect("the order", Self.summary(order, words.split(separator: " ").count), words)
    }

    private func updates(of entry: Labelled) -> [OrderUpdate] {
        exchange.events.compactMap { event in
            guard case .order(let update) = event, update.order.account == entry.order.account else { return nil }
            if entry.order.algo != .none { return update.order.algo == entry.order.algo ? update : nil }
            return update.order.id == entry.order.id ? update : nil
        }
    }

    /// `story #1 new, trade 1 @ 20000, expired unfilledRemainder`.
    private func expectStory(_ line: inout ScenarioLine) throws(ScenarioFault) {
        let entry = try labelled(&line)
        let story = updates(of: entry).map { update in
            switch update.execution {
            case .new: "new"
            case .trade(let fill): "trade \(fill.quantity) @ \(fill.price)"
            case .canceled: "canceled"
            case .expired(let reason): "expired \(reason)"
            case .amended: "amended"
            case .triggered: "triggered"
            }
        }
        try expect("the story", story.joined(separator: ", "), line.list().joined(separator: ", "))
    }

    /// Of the last action: `trades 1 @ 20000, 2 @ 20010`, `trades none`.
    private func expectTrades(_ line: inout ScenarioLine) throws(ScenarioFault) {
        let trades = lastEvents.compactMap { event in
            if case .trade(let trade) = event { return "\(trade.quantity) @ \(trade.price)" }
            return nil
        }
        try expectList("trades", trades, &line)
    }

    /// Best first: `book buy 19990 x 1, 19980 x 2`, `book sell none`.
    private func expectBook(_ line: inout ScenarioLine) throws(ScenarioFault) {
        let side = try line.choice("side", ScenarioWords.sides)
        try expectList("book", exchange.book(side), &line)
    }

    /// One level of many: `level buy 19990 1.1`.
    private func expectLevel(_ line: inout ScenarioLine) throws(ScenarioFault) {
        let side = try line.choice("side", ScenarioWords.sides)
        let price: Price = try line.number("price")
        let expected: Quantity = try line.number("quantity")
        let found = exchange.state.levels(of: exchange.market, side: side, depth: .max).first { $0.price == price }?.quantity
        try expect("the level", "\(found ?? .zero)", "\(expected)")
    }

    /// Why triggered orders were refused by the last action.
    private func expectRejections(_ line: inout ScenarioLine) throws(ScenarioFault) {
        let reasons = lastEvents.compactMap { event in
            if case .triggerRejected(let refusal) = event { return Self.name(refusal.reason) }
            return nil
        }
        try expectList("rejected", reasons, &line)
    }

    /// Position entries of an account that the last action told: `told A both 0, long 2`.
    private func expectTold(_ line: inout ScenarioLine) throws(ScenarioFault) {
        let account = exchange.account(try owner(&line))
        let positions = lastEvents.compactMap { event in
            if case .position(let update) = event, update.account == account { return "\(update.side) \(update.quantity)" }
            return nil
        }
        try expectList("told", positions, &line)
    }

    private func expectList(_ what: String, _ found: [String], _ line: inout ScenarioLine) throws(ScenarioFault) {
        let text = line.list().joined(separator: ", ")
        try expect(what, found.isEmpty ? "none" : found.joined(separator: ", "), text)
    }

    // MARK: - Figures

    private typealias Figure<Source> = (name: String, text: (Source) -> String)

    private static var positionFigures: [Figure<PositionFigures>] {
        [
            ("size", { "\($0.position.quantity)" }), ("entry", { "\($0.position.entryPrice)" }),
            ("break-even", { "\($0.position.breakEvenPrice)" }), ("realized", { "\($0.position.accumulatedRealized)" }),
            ("profit", { "\($0.unrealizedProfit)" }), ("notional", { "\($0.notional)" }),
            ("margin", { "\($0.positionInitialMargin)" }),
            ("order-margin", { "\($0.openOrderInitialMargin)" }), ("maintenance", { "\($0.maintenanceMargin)" }),
            ("isolated", { "\($0.isolatedWallet)" }), ("liquidation", { "\($0.liquidationPrice)" }),
            ("leverage", { "\($0.leverage.times)" }), ("type", { "\($0.marginType)" }),
        ]
    }

    private static var walletFigures: [Figure<AssetFigures>] {
        [
            ("balance", { "\($0.walletBalance)" }), ("cross", { "\($0.crossWalletBalance)" }),
            ("profit", { "\($0.unrealizedProfit)" }), ("margin", { "\($0.positionInitialMargin)" }),
            ("order-margin", { "\($0.openOrderInitialMargin)" }), ("maintenance", { "\($0.maintenanceMargin)" }),
            ("available", { "\($0.availableBalance)" }), ("withdrawable", { "\($0.maxWithdrawAmount)" }),
        ]
    }

    /// `position A long size 2 entry 20000`.
    private func expectPosition(_ line: inout ScenarioLine) throws(ScenarioFault) {
        let name = try owner(&line)
        let side = line.optional(ScenarioWords.positionSides) ?? .both
        try expectFigures(of: exchange.figures(name, side), Self.positionFigures, &line)
    }

    /// `wallet A USDT balance 99992 available 98992`.
    private func expectWallet(_ line: inout ScenarioLine) throws(ScenarioFault) {
        let name = try owner(&line)
        let asset = try asset(&line)
        try expectFigures(of: exchange.state.assetFigures(exchange.account(name), AssetID(asset)), Self.walletFigures, &line)
    }

    private func expectTotals(_ line: inout ScenarioLine) throws(ScenarioFault) {
        let name = try owner(&line)
        try expectFigures(of: exchange.totals(name), Self.walletFigures, &line)
    }

    /// `fund USDT fees 12 insurance 0`.
    private func expectFund(_ line: inout ScenarioLine) throws(ScenarioFault) {
        let asset = try asset(&line)
        let figures: [Figure<LedgerFigures>] = [("fees", { "\($0.fees)" }), ("insurance", { "\($0.insurance)" })]
        try expectFigures(of: exchange.state.ledgerFigures(AssetID(asset)), figures, &line)
    }

    /// A figure that ends in `..` may have further digits.
    private func expectFigures<Source>(
        of source: Source, _ table: [Figure<Source>], _ line: inout ScenarioLine
    ) throws(ScenarioFault) {
        repeat {
            let figure = try line.choice("figure", table.map { ($0.name, $0) })
            let found = figure.text(source)
            let expected = try line.word("figure")
            if expected.hasSuffix("..") && found.hasPrefix(expected.dropLast(2)) { continue }
            try expect(figure.name, found, expected)
        } while !line.isAtEnd
    }
}
