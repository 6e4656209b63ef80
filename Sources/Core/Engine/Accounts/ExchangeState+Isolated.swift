import CommandsAndEvents
import Primitives

/// Isolated margin: a part of the wallet that one position keeps to itself (supplement §8.1).
extension ExchangeState {
    /// Moves margin between the cross wallet and a position: into it when positive.
    mutating func isolate(_ amount: Money, _ record: Int) {
        watch.touch(positions[record].account)
        let holder = Int(positions[record].account.index)
        let asset = markets[Int(positions[record].instrument.index)].marginAsset
        var wallet = accounts[holder].wallet(asset)
        wallet.isolated += amount
        accounts[holder].setWallet(asset, wallet)
        positions[record].isolatedWallet += amount
    }

    /// What a fill moves: opening brings its initial margin, reducing gives back its share, closing all that is left.
    mutating func isolateFill(_ record: Int, before held: Quantity, _ traded: Quantity, notional: Money) {
        let after = positions[record].position.quantity
        let closed = held.isZero || held.isNegative == traded.isNegative ? Quantity.zero : min(held.magnitude, traded.magnitude)
        if closed.isPositive {
            let wallet = positions[record].isolatedWallet
            let share =
                closed == held.magnitude
                ? wallet
                : bounded { () throws(ArithmeticOverflow) in try wallet.share(closed, of: held.magnitude, rounding: .down) }
            isolate(-share, record)
        }
        let opened = traded.magnitude - closed
        if opened.isPositive && !after.isZero {
            let worth = bounded { () throws(ArithmeticOverflow) in
                try notional.share(opened, of: traded.magnitude, rounding: .up)
            }
            isolate(worth.divided(by: positions[record].leverage, rounding: .up), record)
        }
    }
}
