import BasicContainers
import CommandsAndEvents
import Instruments
import Primitives
import Risk

/// A mark price to reckon with instead of the market's own.
struct AssumedMark {
    var market: Int
    var price: Price
}

/// What positions have between them and their liquidation. The figures are those that clients see, with their rounding.
extension ExchangeState {
    /// How a pool stands. Its figures are zero when it holds nothing. O(positions of the account).
    func standing(of pool: MarginPool, assuming assumed: AssumedMark? = nil) throws(ArithmeticOverflow) -> Standing {
        switch pool.scope {
        case .isolated:
            guard let record = positionIndex(pool.account, pool.instrument, pool.side), positions[record].marginType == .isolated
            else { return Standing() }
            return try isolatedStanding(record, assuming: assumed)
        case .cross:
            return try crossStanding(pool.account, pool.asset, assuming: assumed)
        case .joint:
            return try jointStanding(pool.account, assuming: assumed)
        }
    }

    func isExhausted(_ pool: MarginPool) -> Bool { (try? standing(of: pool))?.isExhausted ?? false }

    func isolatedStanding(_ record: Int, assuming assumed: AssumedMark? = nil) throws(ArithmeticOverflow) -> Standing {
        var standing = Standing()
        standing.balance = positions[record].isolatedWallet
        try add(record, to: &standing, assuming: assumed)
        return standing
    }

    func crossStanding(
        _ account: AccountID, _ asset: AssetID, assuming assumed: AssumedMark? = nil
    ) throws(ArithmeticOverflow) -> Standing {
        let holder = Int(account.index)
        var standing = Standing()
        standing.balance = accounts[holder].wallet(asset).cross
        for place in 0..<accounts[holder].positions.count {
            let record = Int(accounts[holder].positions[place])
            guard positions[record].marginType == .cross,
                markets[Int(positions[record].instrument.index)].marginAsset == asset
            else { continue }
            try add(record, to: &standing, assuming: assumed)
        }
        return standing
    }

    /// Like `jointAccount(_:)`: assets without an index price, and what settles in them, count nothing.
    private func jointStanding(_ account: AccountID, assuming assumed: AssumedMark?) throws(ArithmeticOverflow) -> Standing {
        var joint = Standing()
        for index in assets.indices where assets[index].marginAvailable && assetPrices[index].price.isPositive {
            let cross = try crossStanding(account, AssetID(UInt16(index)), assuming: assumed)
            let price = assetPrices[index].price
            let buffers = assets[index].buffers
            joint.balance = try joint.balance.adding(buffers.value(of: cross.balance, at: price))
            joint.maintenance = try joint.maintenance.adding(cross.maintenance.valued(at: price, rounding: .up))
            guard cross.isHeld else { continue }
            joint.isHeld = true
            let weight = Int128(price.raw) * Int128(fixedPointUnit + buffers.ask.raw) / Int128(fixedPointUnit) + 1
            joint.gross += cross.gross * weight / Int128(fixedPointUnit) + 1
            joint.haze += cross.haze * (weight / Int128(fixedPointUnit) + 1) + 16
        }
        return joint
    }

    @inline(__always)
    private func add(_ record: Int, to standing: inout Standing, assuming assumed: AssumedMark?) throws(ArithmeticOverflow) {
        let quantity = positions[record].position.quantity
        if quantity.isZero { return }
        let market = Int(positions[record].instrument.index)
        var mark = markets[market].prices.mark
        if let assumed, assumed.market == market { mark = assumed.price }
        let notional = try mark.multiplied(by: quantity, rounding: .down)
        standing.balance = try standing.balance.adding(notional.subtracting(positions[record].position.cost))
        if !notional.isZero {
            standing.maintenance = try standing.maintenance.adding(markets[market].brackets.maintenanceMargin(of: notional))
        }
        standing.gross += Int128(notional.raw.magnitude) + 1
        standing.haze += 16
        standing.isHeld = true
    }

    /// The pool that a position belongs to.
    func pool(of record: Int) -> MarginPool {
        let account = positions[record].account
        let asset = markets[Int(positions[record].instrument.index)].marginAsset
        switch positions[record].marginType {
        case .isolated: return .isolated(positions[record], asset: asset)
        case .cross: return accounts[Int(account.index)].multiAssets ? .joint(account) : .cross(account, asset)
        }
    }

    /// The positions of a pool that are not flat, by instrument and side.
    func heldRecords(_ pool: MarginPool) -> [Int] {
        heldRecords(of: pool.account).filter { self.pool(of: $0) == pool }
    }

    /// The positions of an account that are not flat, by instrument and side.
    func heldRecords(of account: AccountID) -> [Int] {
        accounts[Int(account.index)].positions.map(Int.init).filter { !positions[$0].position.isFlat }.sorted { left, right in
            (positions[left].instrument, positions[left].side.rawValue)
                < (positions[right].instrument, positions[right].side.rawValue)
        }
    }

    /// Every pool of an account that holds something, in the order of turns.
    func pools(of account: AccountID) -> [MarginPool] {
        var pools: [MarginPool] = []
        for record in heldRecords(of: account) {
            let pool = pool(of: record)
            if !pools.contains(pool) { pools.append(pool) }
        }
        return pools.sorted()
    }
}
