import CommandsAndEvents
import Primitives

/// The sum of all long positions of an instrument, which equals the sum of the short ones.
///
/// Keeps the last quantity of each long position: as many as there are traders on the instrument. An account may hold
/// several, one per position side, and an entry may be told again though it did not change.
struct OpenInterest: Sendable {
    private struct Holder: Hashable {
        var account: AccountID
        var side: PositionSide
    }

    private var held: [Holder: Quantity] = [:]
    private var sum: Int128 = 0

    var quantity: Quantity { Quantity(raw: Int64(clamping: sum)) }

    mutating func take(_ position: PositionUpdate) {
        let holder = Holder(account: position.account, side: position.side)
        let before = held[holder] ?? .zero
        sum += Int128(max(position.quantity.raw, 0)) - Int128(max(before.raw, 0))
        held[holder] = position.quantity.isPositive ? position.quantity : nil
    }
}
