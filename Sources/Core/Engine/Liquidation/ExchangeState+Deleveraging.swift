import BasicContainers
public import CommandsAndEvents
public import Primitives
public import Risk

/// A position with its place in the queue of auto-deleveraging.
public struct DeleveragingPlace: Hashable, Sendable {
    public let account: AccountID
    public let side: PositionSide
    public let quantity: Quantity
    public let score: DeleveragingScore
}

/// Auto-deleveraging: those who hold the other side give it up when neither book nor insurance fund takes a liquidated position
/// (supplement §8.9).
extension ExchangeState {
    /// The long or the short positions of an instrument, the first to be reduced first. Without the insurance fund's.
    /// O(positions of the exchange).
    public func deleveragingQueue(of instrument: InstrumentID, long: Bool) -> [DeleveragingPlace] {
        deleveragingRecords(of: instrument, long: long).map { record in
            DeleveragingPlace(
                account: positions[record].account, side: positions[record].side,
                quantity: positions[record].position.quantity, score: deleveragingScore(record))
        }
    }

    private func deleveragingRecords(of instrument: InstrumentID, long: Bool) -> [Int] {
        let holders = positions.indices.filter { record in
            positions[record].instrument == instrument && !positions[record].position.isFlat
                && positions[record].position.quantity.isPositive == long && positions[record].account != liquidations.fund
        }
        return holders.map { ($0, deleveragingScore($0)) }.sorted { left, right in
            if left.1 != right.1 { return left.1 > right.1 }
            return (positions[left.0].account, positions[left.0].side.rawValue)
                < (positions[right.0].account, positions[right.0].side.rawValue)
        }.map(\.0)
    }

    /// Those that a liquidation order is closed with, in order: those in liquidation themselves come last.
    func deleveragingTurns(_ order: Order) -> [Int] {
        let holders = deleveragingRecords(of: order.instrument, long: order.side == .buy)
        return holders.filter { !liquidations.isRunning(pool(of: $0)) } + holders.filter { liquidations.isRunning(pool(of: $0)) }
    }

    func deleveragingScore(_ record: Int) -> DeleveragingScore {
        let pool = pool(of: record)
        guard let figures = try? marginFigures(of: positions[record]), let standing = try? standing(of: pool) else {
            return .first
        }
        var balance = standing.balance
        if pool.scope == .joint {
            let price = assetPrices[Int(markets[Int(positions[record].instrument.index)].marginAsset.index)].price
            balance = (try? balance.amount(at: price, rounding: .down)) ?? .zero
        }
        return DeleveragingScore(profit: figures.unrealizedProfit, notional: figures.notional.magnitude, balance: balance)
    }

    /// Closes a holder's position, or the part that is needed, against a liquidation order. Returns how the liquidated
    /// account's cross wallet moved.
    mutating func deleverage(_ holder: Int, _ order: inout Order, _ record: Int, at price: Price) -> Money {
        let quantity = min(order.remaining, positions[holder].position.quantity.magnitude)
        for other in recordIndices(positions[holder].account, order.instrument) {
            for slot in openSlots(other) { _ = end(slot, as: .expired, .expired(.autoDeleveraging)) }
        }
        var given = engineOrder(
            holder, side: order.side.opposite, quantity: quantity, price: price, .goodTillCancel, .autoDeleveraging)
        emitOrder(given, .new, holder)
        let trade = takeTradeID(Int(order.instrument.index))
        let fill = fillAside(&given, holder, trade, price, quantity)
        emitOrder(given, .trade(fill), holder)
        return fillLiquidated(&order, record, trade, price, quantity)
    }
}
