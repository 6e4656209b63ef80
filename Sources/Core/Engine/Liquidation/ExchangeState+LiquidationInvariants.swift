import BasicContainers
import CommandsAndEvents
import Primitives
import Risk

extension ExchangeState {
    func liquidationViolations() -> [String] {
        runningViolations() + fundViolations() + watchViolations()
    }

    /// Liquidations are of something, and their accounts have no orders there.
    private func runningViolations() -> [String] {
        var found: [String] = []
        for (place, pool) in liquidations.running.enumerated() {
            if place > 0 && !(liquidations.running[place - 1] < pool) { found.append("liquidations are out of order") }
            if heldRecords(pool).isEmpty && !watch.isDue(pool.account) { found.append("\(pool) holds nothing to liquidate") }
            for record in accounts[Int(pool.account.index)].positions.map(Int.init) where positions[record].openOrderCount > 0 {
                let instrument = positions[record].instrument
                if pool.blocks(instrument, settlingIn: markets[Int(instrument.index)].marginAsset) {
                    found.append("\(pool) has open orders in liquidation")
                }
            }
        }
        for (place, call) in liquidations.calls.enumerated() where place > 0 {
            if !(liquidations.calls[place - 1].pool < call.pool) { found.append("margin calls are out of order") }
        }
        return found
    }

    private func fundViolations() -> [String] {
        var found: [String] = []
        for index in accounts.indices {
            let isFund = AccountID(UInt32(index)) == liquidations.fund
            if isFund != (accounts[index].kind == .insuranceFund) { found.append("account \(index) is, or is not, the fund's") }
            guard isFund else { continue }
            for wallet in accounts[index].wallets where wallet != Wallet() { found.append("the fund's account has \(wallet)") }
            for record in accounts[index].positions where positions[Int(record)].openOrderCount > 0 {
                found.append("the fund's account has open orders")
            }
        }
        return found
    }

    /// Who is not on a list is neither beyond its maintenance margin nor at a margin call, and its bands hold the marks.
    private func watchViolations() -> [String] {
        var found: [String] = []
        if watch.isCalled { found.append("a command has left accounts to be looked at") }
        for index in accounts.indices {
            let account = AccountID(UInt32(index))
            if account == liquidations.fund || watch.isDue(account) { continue }
            for pool in pools(of: account) {
                guard let standing = try? standing(of: pool), standing.isHeld else { continue }
                if standing.isExhausted && !liquidations.isRunning(pool) { found.append("\(pool) should be in liquidation") }
                if standing.isStrained && !watch.isNear(account) { found.append("\(pool) is at a margin call unseen") }
                if watch.isNear(account) { continue }
                for record in heldRecords(pool) where !isWithinBand(record) { found.append("\(pool) is out of its band") }
            }
        }
        return found
    }

    private func isWithinBand(_ record: Int) -> Bool {
        let market = Int(positions[record].instrument.index)
        guard assetPrices[Int(markets[market].marginAsset.index)].price.isPositive || pool(of: record).scope != .joint else {
            return true
        }
        let mark = markets[market].prices.mark.raw
        let band = watch.band(record)
        return band.low <= mark && mark <= band.high
    }
}
