import CommandsAndEvents
import Primitives

/// What of an account is liquidated together (decision 0017).
struct ReferenceLiquidation: Hashable {
    enum Scope: Hashable {
        case isolated(ReferenceHolding)
        /// The cross positions that settle in an asset.
        case cross(asset: Int)
        /// All positions of an account in multi-assets mode.
        case joint
    }

    var account: Int
    var scope: Scope
}

/// What covers positions, and what they need at least.
struct ReferenceStanding {
    var balance: Units
    var maintenance: Units
    /// Whether there is anything to liquidate.
    var holdsSomething: Bool

    var isBankrupt: Bool { holdsSomething && maintenance >= balance }
    /// Four fifths are used up.
    var isCalled: Bool { holdsSomething && maintenance * 10 >= balance * 8 }
}
