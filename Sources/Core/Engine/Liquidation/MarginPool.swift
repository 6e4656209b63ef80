import CommandsAndEvents
import Primitives

/// Positions that stand and fall together, because they share what carries them: an isolated position by itself, the cross
/// positions that settle in one asset, or in multi-assets mode all positions of the account.
///
/// Ordered as liquidations take their turns: by account, isolated positions before cross positions.
struct MarginPool: Hashable, Comparable {
    enum Scope: UInt8, Comparable {
        case isolated = 0
        case cross = 1
        case joint = 2

        static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    let account: AccountID
    let scope: Scope
    /// Of an isolated position; otherwise the first.
    let instrument: InstrumentID
    let side: PositionSide
    /// What the positions settle in; the first when they settle in several.
    let asset: AssetID

    init(account: AccountID, scope: Scope, instrument: InstrumentID, side: PositionSide, asset: AssetID) {
        self.account = account
        self.scope = scope
        self.instrument = instrument
        self.side = side
        self.asset = asset
    }

    static func isolated(_ record: PositionRecord, asset: AssetID) -> MarginPool {
        MarginPool(account: record.account, scope: .isolated, instrument: record.instrument, side: record.side, asset: asset)
    }

    static func cross(_ account: AccountID, _ asset: AssetID) -> MarginPool {
        MarginPool(account: account, scope: .cross, instrument: InstrumentID(0), side: .both, asset: asset)
    }

    static func joint(_ account: AccountID) -> MarginPool {
        MarginPool(account: account, scope: .joint, instrument: InstrumentID(0), side: .both, asset: AssetID(0))
    }

    static func < (left: Self, right: Self) -> Bool {
        (left.account, left.scope, left.instrument, left.side.rawValue, left.asset)
            < (right.account, right.scope, right.instrument, right.side.rawValue, right.asset)
    }
}

/// What carries a pool, and what it needs to stay open. In US dollars in multi-assets mode.
struct Standing {
    /// Wallet and unrealised profit.
    var balance = Money.zero
    var maintenance = Money.zero
    /// Sum of |notional|, for bands; weighted with what a loss costs in multi-assets mode.
    var gross: Int128 = 0
    /// What rounding may make of all figures together, generously.
    var haze: Int128 = 0
    /// Whether there is a position that is not flat.
    var isHeld = false

    /// The pool is to be liquidated (supplement §8.8).
    var isExhausted: Bool { isHeld && maintenance >= balance }

    /// Maintenance margin has reached 80 % of the balance: a margin call is due (supplement §6.4).
    var isStrained: Bool { isHeld && Int128(maintenance.raw) * 5 >= Int128(balance.raw) * 4 }

    /// What the sum of 4 × profit − 5 × maintenance margin may lose before the pool can be strained.
    var room: Int128 { Int128(balance.raw) * 4 - Int128(maintenance.raw) * 5 - haze }
}
