import BasicContainers
import CommandsAndEvents
import Instruments
import Primitives

/// Bands of mark prices within which a pool certainly has no margin call.
///
/// What counts is 4 × balance − 5 × maintenance margin, positive while the pool is safe. A mark that moves against a long
/// position by the part x of itself takes at most 4x of its notional; one that moves against a short position 4x and five times
/// what the maintenance margin grows, for which the rate of the next bracket is taken, and the band ends where that one does.
/// So the room divided by what all notionals together would cost is how far every mark may go at once.
extension ExchangeState {
    /// Fractions are held with 30 binary digits.
    private static var fractionBits: Int128 { 30 }
    /// No band reaches further up than to three times the mark.
    private static var risingMax: Int128 { 2 << 30 }

    /// Draws the bands of a pool that has room, of all its positions.
    mutating func drawBands(_ pool: MarginPool, _ standing: Standing) {
        let holder = Int(pool.account.index)
        // A loss takes four parts of the room, wherever the rate is small; that rate is added for each position by itself.
        let falling = standing.room << Self.fractionBits / (4 * standing.gross)
        for place in 0..<accounts[holder].positions.count {
            let record = Int(accounts[holder].positions[place])
            if positions[record].position.isFlat { continue }
            switch pool.scope {
            case .isolated:
                guard positions[record].instrument == pool.instrument, positions[record].side == pool.side else { continue }
            case .cross:
                guard positions[record].marginType == .cross,
                    markets[Int(positions[record].instrument.index)].marginAsset == pool.asset
                else { continue }
            case .joint: break
            }
            drawBand(record, falling: falling, isJoint: pool.scope == .joint)
        }
    }

    @inline(__always)
    private mutating func drawBand(_ record: Int, falling: Int128, isJoint: Bool) {
        let market = Int(positions[record].instrument.index)
        let mark = markets[market].prices.mark.raw
        let quantity = positions[record].position.quantity
        var band = MarginWatch.Band(low: 0, high: .max)
        if quantity.isPositive {
            if falling < 1 << Self.fractionBits {
                band.low = Int64(truncatingIfNeeded: Int128(mark) - (Int128(mark) * falling) >> Self.fractionBits)
            }
            if isJoint || markets[market].hasSteepBrackets { band.high = upperEnd(record, market, mark, falling) }
        } else {
            band.high = upperEnd(record, market, mark, falling)
        }
        watch.setBand(record, market, band, mark: mark)
    }

    private func upperEnd(_ record: Int, _ market: Int, _ mark: Int64, _ falling: Int128) -> Int64 {
        let unit = Int128(fixedPointUnit)
        let notional = ((Int128(mark) * Int128(positions[record].position.quantity.raw.magnitude)) / unit) + 1
        let (rate, cap) = markets[market].brackets.rateAhead(of: notional)
        var rising = min(falling * 4 * unit / (4 * unit + 5 * Int128(rate.raw)), Self.risingMax)
        if let cap, notional + (notional * rising) >> Self.fractionBits + 1 > Int128(cap.raw) {
            rising = max(0, (Int128(cap.raw) - notional - 1) << Self.fractionBits / notional)
        }
        return Int64(clamping: Int128(mark) + (Int128(mark) * rising) >> Self.fractionBits)
    }
}

extension LeverageBrackets {
    /// The rate of the bracket above that of a notional, and where that one ends; nil: nowhere.
    fileprivate func rateAhead(of notional: Int128) -> (rate: Rate, cap: Money?) {
        var place = 0
        while place + 1 < steps.count && notional > Int128(steps[place].notionalCap.raw) { place += 1 }
        place = min(place + 1, steps.count - 1)
        return (steps[place].maintenanceMarginRate, place + 1 < steps.count ? steps[place].notionalCap : nil)
    }
}

extension Market {
    /// Whether a rising mark may cost a long position more maintenance margin than it earns, at five to four.
    fileprivate var hasSteepBrackets: Bool {
        guard let last = brackets.steps.last else { return false }
        return last.maintenanceMarginRate.raw > fixedPointUnit / 5 * 4
    }
}
