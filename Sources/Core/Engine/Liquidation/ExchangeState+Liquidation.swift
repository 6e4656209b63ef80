import BasicContainers
import CommandsAndEvents
import Instruments
import Matching
import Primitives
import Risk

/// Liquidation: its beginning, its steps, its end (supplement §8.8).
extension ExchangeState {
    /// Gives everyone found, and everyone already in liquidation, a turn. A liquidation that runs takes a step only when time
    /// passes; one that begins takes its first at once.
    mutating func liquidate(_ exhausted: ContiguousArray<MarginPool>, timePasses: Bool) {
        if exhausted.isEmpty && liquidations.running.isEmpty { return }
        var turns = exhausted.filter { !liquidations.isRunning($0) } + liquidations.running
        turns.sort()
        for pool in turns { takeTurn(pool, timePasses: timePasses) }
        for pool in liquidations.running where heldRecords(pool).isEmpty { endLiquidation(pool) }
    }

    /// What went before in this command may have helped the pool: then it is left alone.
    private mutating func takeTurn(_ pool: MarginPool, timePasses: Bool) {
        let isRunning = liquidations.isRunning(pool)
        guard isExhausted(pool) else {
            if isRunning { endLiquidation(pool) }
            return
        }
        if isRunning && !timePasses { return }
        if !isRunning { beginLiquidation(pool) }
        takeStep(pool)
        if !isExhausted(pool) { endLiquidation(pool) }
    }

    private mutating func beginLiquidation(_ pool: MarginPool) {
        liquidations.begin(pool)
        emitLiquidation(pool, isRunning: true)
        for record in accounts[Int(pool.account.index)].positions.map(Int.init)
        where pool.blocks(positions[record].instrument, settlingIn: markets[Int(positions[record].instrument.index)].marginAsset) {
            for slot in openSlots(record) { _ = end(slot, as: .expired, .expired(.liquidation)) }
        }
    }

    private mutating func endLiquidation(_ pool: MarginPool) {
        liquidations.end(pool)
        emitLiquidation(pool, isRunning: false)
        watch.touch(pool.account)
    }

    private mutating func emitLiquidation(_ pool: MarginPool, isRunning: Bool) {
        output.emit(
            .liquidation(
                LiquidationUpdate(
                    account: pool.account, asset: pool.asset, instrument: pool.scope == .isolated ? pool.instrument : nil,
                    side: pool.side, isRunning: isRunning)))
    }

    /// Orders of an account in liquidation are refused (supplement §8.8).
    func requireNoLiquidation(_ account: AccountID, _ instrument: InstrumentID) throws(Rejection) {
        if liquidations.running.isEmpty { return }
        let asset = markets[Int(instrument.index)].marginAsset
        if liquidations.isRunning(of: account, where: { $0.blocks(instrument, settlingIn: asset) }) { throw .inLiquidation }
    }

    // MARK: - A step

    /// Sells one position, or a part of it: into the book, then to the insurance fund, then to those on the other side.
    private mutating func takeStep(_ pool: MarginPool) {
        guard let record = heaviest(pool) else { return }
        let market = Int(positions[record].instrument.index)
        let quantity = reduction(of: record)
        let price = bankruptcyPrice(record, pool)
        let before = crossWallet(of: record)
        var order = engineOrder(
            record, side: positions[record].position.quantity.isPositive ? .sell : .buy, quantity: quantity, price: price,
            .immediateOrCancel, .liquidation)
        emitOrder(order, .new, record)
        _ = trade(&order, record: record, limit: price, tradable: quantity, rule: .none)
        var released = crossWallet(of: record) - before
        released -= chargeClearanceFee(order, record, pool, released: released)
        if order.remaining.isPositive && isExhausted(pool) { released += closeAside(&order, record, at: price) }
        if order.remaining.isPositive { end(&order, as: .expired, .expired(.unfilledRemainder), record) }
        switch pool.scope {
        case .isolated: coverDeficit(-released, record)
        case .cross: break
        case .joint: exchangeDebt(pool.account, markets[market].marginAsset)
        }
    }

    /// What an account's cross positions in the position's margin asset share.
    private func crossWallet(of record: Int) -> Money {
        let asset = markets[Int(positions[record].instrument.index)].marginAsset
        return accounts[Int(positions[record].account.index)].wallet(asset).cross
    }

    /// The position with the highest maintenance margin, the first by instrument and side among equals.
    private func heaviest(_ pool: MarginPool) -> Int? {
        var found: (record: Int, maintenance: Money)?
        for record in heldRecords(pool) {
            guard let figures = try? marginFigures(of: positions[record]) else { continue }
            var maintenance = figures.maintenanceMargin
            if pool.scope == .joint {
                let price = assetPrices[Int(markets[Int(positions[record].instrument.index)].marginAsset.index)].price
                guard price.isPositive, let worth = try? maintenance.valued(at: price, rounding: .up) else { continue }
                maintenance = worth
            }
            if found.map({ maintenance > $0.maintenance }) ?? true { found = (record, maintenance) }
        }
        return found?.record
    }

    /// How much goes in one step: down to the bracket below, or all of it.
    private func reduction(of record: Int) -> Quantity {
        let market = Int(positions[record].instrument.index)
        let held = positions[record].position.quantity.magnitude
        let mark = markets[market].prices.mark
        guard let notional = try? mark.multiplied(by: held, rounding: .down) else { return held }
        let floor = markets[market].brackets.step(for: notional).notionalFloor
        guard floor.isPositive, let kept = try? floor.quantity(at: mark, rounding: .down) else { return held }
        let step = max(1, markets[market].filters.lotSize.stepSize.raw)
        let excess = max(0, held.raw - kept.raw)
        let closing = excess.roundedUp(toMultipleOf: step)
        return held.raw - closing < step ? held : Quantity(raw: closing)
    }

    /// Where the pool would have nothing left, on a tick and within what can be quoted and counted.
    private func bankruptcyPrice(_ record: Int, _ pool: MarginPool) -> Price {
        let market = Int(positions[record].instrument.index)
        let mark = markets[market].prices.mark
        let quantity = positions[record].position.quantity
        let exact = Risk.bankruptcyPrice(of: quantity, mark: mark, equity: equity(of: pool, record))
        let filter = markets[market].filters.price
        let lowest = max(filter.minimum, filter.tickSize)
        let countable = (try? Self.openInterestMax.divided(by: quantity.magnitude, rounding: .down)) ?? filter.maximum
        let highest = min(filter.maximum, max(mark, countable)).onTick(filter.tickSize, up: false)
        return max(lowest, min(highest, exact.onTick(filter.tickSize, up: quantity.isPositive)))
    }

    /// What a pool has left, told in the margin asset of one of its positions.
    private func equity(of pool: MarginPool, _ record: Int) -> Money {
        guard let balance = (try? standing(of: pool))?.balance else { return .zero }
        if pool.scope != .joint { return balance }
        let price = assetPrices[Int(markets[Int(positions[record].instrument.index)].marginAsset.index)].price
        return (try? balance.amount(at: price, rounding: .down)) ?? .zero
    }

    /// The fee on what was traded in the book, out of what is left, to the insurance fund. Returns what was paid.
    private mutating func chargeClearanceFee(_ order: Order, _ record: Int, _ pool: MarginPool, released: Money) -> Money {
        let market = Int(order.instrument.index)
        let left = pool.scope == .isolated ? released : equity(of: pool, record)
        let rate = markets[market].instrument.contract.liquidationFee
        let due = bounded { () throws(ArithmeticOverflow) in try order.filledNotional.multiplied(by: rate, rounding: .down) }
        let fee = min(due, max(.zero, left))
        if fee.isZero { return .zero }
        let asset = markets[market].marginAsset
        credit(order.account, asset, -fee, change: -fee, reason: .insuranceClear, instrument: order.instrument)
        creditFund(asset, fee, .clearanceFee)
        return fee
    }

    /// The insurance fund pays what an isolated position has lost beyond its wallet.
    private mutating func coverDeficit(_ deficit: Money, _ record: Int) {
        guard deficit.isPositive else { return }
        let instrument = positions[record].instrument
        let asset = markets[Int(instrument.index)].marginAsset
        creditFund(asset, -deficit, .deficit)
        credit(
            positions[record].account, asset, deficit, change: deficit, reason: .insuranceClear, instrument: instrument)
    }
}

extension MarginPool {
    /// Whether orders on an instrument are refused while the pool is in liquidation.
    func blocks(_ instrument: InstrumentID, settlingIn asset: AssetID) -> Bool {
        switch scope {
        case .isolated: self.instrument == instrument
        case .cross: self.asset == asset
        case .joint: true
        }
    }
}

extension Int64 {
    func roundedUp(toMultipleOf step: Int64) -> Int64 {
        let excess = self % step
        return excess == 0 ? self : self - excess + step
    }
}

extension Price {
    /// The nearest price that can be quoted on one side.
    func onTick(_ tick: Price, up: Bool) -> Price {
        let excess = raw % tick.raw
        let below = excess < 0 ? raw - excess - tick.raw : raw - excess
        return Price(raw: up && below != raw ? below + tick.raw : below)
    }
}
