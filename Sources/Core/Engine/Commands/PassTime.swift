import BasicContainers
import CommandsAndEvents
import Matching
public import Primitives
import Risk

extension ExchangeState {
    /// Lets everything happen that became due by now: price samples, changes of markets' status and deliveries, funding,
    /// good-till-dates, dead-man switches, the end of orders a year old.
    mutating func passTime() -> Receipt {
        for market in 0..<markets.count where !markets[market].isClosed { samplePrices(market) }
        moveMarketsOn()
        for market in 0..<markets.count where !markets[market].isClosed { settleFundingDue(market) }
        expireDueOrders()
        fireCountdowns()
        if !jointAccounts.ids.isEmpty { exchangeDebts() }
        if time >= nextAgeCheck { expireAgedOrders() }
        return .done
    }

    /// The next time at which `passTime` has something to do besides sampling.
    public var nextDue: Timestamp {
        var due = nextAgeCheck
        for market in 0..<markets.count where !markets[market].isClosed {
            due = min(due, markets[market].nextStatusChange)
            if markets[market].funding != nil { due = min(due, markets[market].prices.nextFundingTime) }
        }
        if let first = deadlines.first { due = min(due, first.time) }
        if let next = countdowns.next { due = min(due, next) }
        return due
    }

    /// Once a second the basis, every five seconds the premium (supplement §9.2, §9.3).
    private mutating func samplePrices(_ market: Int) {
        sampleSettlement(market, upTo: time)
        guard time >= markets[market].prices.nextBasisSample, markets[market].prices.index.isPositive else { return }
        markets[market].prices.nextBasisSample = time.floored(toMilliseconds: 1_000).advanced(byMilliseconds: 1_000)
        if let middle = markets[market].middle {
            let index = markets[market].prices.index
            markets[market].prices.basis.add(bid: middle.bid, ask: middle.ask, index: index)
        }
        if time >= markets[market].prices.nextPremiumSample {
            markets[market].prices.nextPremiumSample = time.floored(toMilliseconds: 5_000).advanced(byMilliseconds: 5_000)
            samplePremium(market)
        }
        refreshMark(market)
    }

    private mutating func samplePremium(_ market: Int) {
        let index = markets[market].prices.index
        guard let terms = markets[market].funding, let bid = impactPrice(market, .buy), let ask = impactPrice(market, .sell),
            let premium = try? premium(impactBid: bid, impactAsk: ask, index: index)
        else { return }
        markets[market].prices.premium.add(premium)
        markets[market].prices.fundingRate = fundingRate(
            premium: markets[market].prices.premium.average, terms: terms)
    }

    /// Average price of trading the impact margin notional against a side: 200 of the quote asset at the highest leverage.
    private func impactPrice(_ market: Int, _ side: Side) -> Price? {
        let impact = Money(whole: 200 * Int64(markets[market].brackets.maxLeverage.times))
        var notional = Money.zero
        var quantity = Quantity.zero
        markets[market].book.forEachLevel(side: side.book, limit: 1_000) { price, available in
            guard notional < impact, let worth = try? price.multiplied(by: available, rounding: .down) else { return }
            if notional + worth <= impact {
                notional += worth
                quantity += available
            } else if let part = try? Quantity(
                raw: scaledProduct((impact - notional).raw, fixedPointUnit, dividedBy: price.raw, rounding: .up))
            {
                notional = impact
                quantity += part
            }
        }
        guard quantity.isPositive else { return nil }
        return try? notional.divided(by: quantity, rounding: .down)
    }

    /// Settlements that one passing of time may make up for. A clock that jumps further skips the rest.
    private static var settlementsMax: Int { 10_000 }

    private mutating func settleFundingDue(_ market: Int) {
        guard let interval = markets[market].funding?.intervalMilliseconds else { return }
        for _ in 0..<Self.settlementsMax {
            if time < markets[market].prices.nextFundingTime { return }
            settleFunding(market, interval)
        }
        let next = time.floored(toMilliseconds: interval).advanced(byMilliseconds: interval)
        markets[market].prices.nextFundingTime = max(markets[market].prices.nextFundingTime, next)
    }

    /// Longs pay shorts when the rate is positive: position × mark × rate. What rounding leaves goes to the insurance fund.
    private mutating func settleFunding(_ market: Int, _ interval: Int64) {
        let prices = markets[market].prices
        let asset = markets[market].marginAsset
        var collected = Money.zero
        if prices.mark.isPositive && !prices.fundingRate.isZero {
            for account in accounts.indices {
                for place in 0..<accounts[account].positions.count {
                    let record = Int(accounts[account].positions[place])
                    guard positions[record].instrument == markets[market].id, !positions[record].position.isFlat else { continue }
                    collected += payFunding(record, prices.mark, prices.fundingRate)
                }
            }
        }
        ledgers[Int(asset.index)].insurance += collected
        output.emit(
            .funding(
                FundingSettled(
                    instrument: markets[market].id, time: prices.nextFundingTime, rate: prices.fundingRate, mark: prices.mark)))
        markets[market].prices.premium = PremiumAverage()
        markets[market].prices.nextFundingTime = prices.nextFundingTime.advanced(byMilliseconds: interval)
        emitMark(market)
    }

    /// Position × mark × rate out of the wallet, or into it when negative; an isolated position pays out of its own part.
    private mutating func payFunding(_ record: Int, _ mark: Price, _ rate: Rate) -> Money {
        let entry = positions[record]
        let owed = bounded { () throws(ArithmeticOverflow) in
            let quantity = entry.position.quantity
            let rounding: Rounding = quantity.isNegative == rate.isNegative ? .up : .down
            return try mark.multiplied(by: quantity, rounding: rounding).multiplied(by: rate, rounding: rounding)
        }
        let asset = markets[Int(entry.instrument.index)].marginAsset
        if entry.marginType == .isolated { isolate(-owed, record) }
        credit(entry.account, asset, -owed, change: -owed, reason: .funding, instrument: entry.instrument)
        if entry.marginType == .isolated { emitOnlyPosition(record, reason: .funding) }
        return owed
    }

    /// Good-till-cancel lasts a year (supplement §1). Partly filled orders stay. Looked at once a day.
    private mutating func expireAgedOrders() {
        let day: Int64 = 86_400_000
        nextAgeCheck = time.floored(toMilliseconds: day).advanced(byMilliseconds: day)
        let oldest = time.advanced(byMilliseconds: -365 * day)
        for account in accounts.indices {
            for record in accounts[account].positions {
                for slot in openSlots(Int(record)) where orders[slot].order.createdAt <= oldest && orders[slot].order.filled.isZero
                {
                    _ = end(slot, as: .expired, .expired(.aged))
                }
                fitReduceOnlyOrders(Int(record))
            }
        }
    }
}
