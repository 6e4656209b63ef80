import BasicContainers
import CommandsAndEvents
import Primitives
import Risk

/// Funding (supplement §9.3): the rate in force at the settlement, on what is held at that moment, at the mark price of that moment.
extension ExchangeState {
    /// Settlements that one passing of time may make up for. A clock that jumps further skips the rest.
    private static var settlementsMax: Int { 10_000 }

    mutating func settleFundingDue(_ market: Int) {
        guard let interval = markets[market].funding?.intervalMilliseconds else { return }
        for _ in 0..<Self.settlementsMax {
            if time < markets[market].prices.nextFundingTime { return }
            settleFunding(market, interval)
        }
        let next = time.floored(toMilliseconds: interval).advanced(byMilliseconds: interval)
        markets[market].prices.nextFundingTime = max(markets[market].prices.nextFundingTime, next)
    }

    /// Longs pay shorts when the rate is positive: position × mark × rate. What rounding leaves goes to the insurance fund.
    /// Holders pay by account. O(accounts that ever held the instrument).
    private mutating func settleFunding(_ market: Int, _ interval: Int64) {
        let due = markets[market].prices.nextFundingTime
        let rate = markets[market].prices.fundingRate
        let mark = markets[market].prices.mark
        var collected = Money.zero
        if mark.isPositive && !rate.isZero {
            for place in 0..<markets[market].records.count {
                let record = Int(markets[market].records[place])
                if !positions[record].position.isFlat { collected += payFunding(record, mark, rate) }
            }
        }
        insure(collected, in: markets[market].marginAsset)
        output.emit(.funding(FundingSettled(instrument: markets[market].id, time: due, rate: rate, mark: mark)))
        markets[market].prices.nextFundingTime = due.advanced(byMilliseconds: interval)
        emitMark(market)
    }

    private mutating func insure(_ remainder: Money, in asset: AssetID) {
        if remainder.isZero { return }
        ledgers[Int(asset.index)].insurance += remainder
        let balance = ledgers[Int(asset.index)].insurance
        output.emit(.insurance(InsuranceUpdate(asset: asset, balance: balance, change: remainder, reason: .funding)))
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
}
