import BasicContainers
import CommandsAndEvents
import Primitives

/// Looking at accounts: at the end of each command that moves a mark price or an asset's index price, or lets time pass.
extension ExchangeState {
    /// What the looks at the accounts of one command have found.
    private struct Findings {
        /// Pools that are to be liquidated.
        var exhausted: ContiguousArray<MarginPool> = []
        /// Pools at a margin call, but no further.
        var strained: ContiguousArray<MarginPool> = []
    }

    /// Calls for margin, liquidates, and lets the fund trade. First all accounts are looked at as they stand, then those found
    /// take their turns.
    ///
    /// O(1) when no mark has moved and nobody has traded. Otherwise O(positions) for each account that was touched, whose band
    /// a mark has left, that is near a margin call, or in liquidation.
    mutating func lookAtAccounts() {
        let timePasses = watch.hasPassedTime
        touchEndangered()
        let seen = watch.takeDue()
        var findings = Findings()
        for account in seen { look(at: AccountID(account), &findings) }
        if !seen.isEmpty { callForMargin(&findings.strained) }
        watch.finish(seen)
        liquidate(findings.exhausted, timePasses: timePasses)
        if timePasses { tradeFund() }
    }

    /// Puts on the list whoever the prices of the command may have endangered, and whoever is waiting for something.
    private mutating func touchEndangered() {
        for market in watch.movedMarkets {
            let mark = markets[market].prices.mark.raw
            for end in watch.takeLeft(market, mark: mark) { watch.touch(positions[Int(end.record)].account) }
        }
        if watch.hasMovedAssetPrices { for account in jointAccounts.ids { watch.touch(account) } }
        if !watch.movedMarkets.isEmpty || watch.hasMovedAssetPrices || time >= nextCall { watch.touchNear() }
        watch.forgetCommand()
    }

    /// When the first repeated margin call may be due.
    var nextCall: Timestamp {
        var next = Timestamp(milliseconds: .max)
        for call in liquidations.calls { next = min(next, call.time.advanced(byMilliseconds: Self.callInterval)) }
        return next
    }

    private mutating func look(at account: AccountID, _ findings: inout Findings) {
        let holder = Int(account.index)
        if account == liquidations.fund { return }
        if accounts[holder].multiAssets {
            look(at: .joint(account), &findings)
            return
        }
        var seen: AssetID?
        for place in 0..<accounts[holder].positions.count {
            let record = Int(accounts[holder].positions[place])
            if positions[record].position.isFlat { continue }
            let asset = markets[Int(positions[record].instrument.index)].marginAsset
            if positions[record].marginType == .isolated {
                look(at: .isolated(positions[record], asset: asset), &findings)
            } else if asset != seen && (seen == nil || isFirst(place, holder, asset)) {
                seen = seen ?? asset
                look(at: .cross(account, asset), &findings)
            }
        }
    }

    /// Whether no cross position before this one settles in the same asset.
    private func isFirst(_ place: Int, _ holder: Int, _ asset: AssetID) -> Bool {
        for earlier in 0..<place {
            let record = Int(accounts[holder].positions[earlier])
            if !positions[record].position.isFlat && positions[record].marginType == .cross
                && markets[Int(positions[record].instrument.index)].marginAsset == asset
            {
                return false
            }
        }
        return true
    }

    /// Figures that leave 64 bits, which only absurd prices make, endanger nobody; such a pool is looked at again.
    @inline(__always)
    private mutating func look(at pool: MarginPool, _ findings: inout Findings) {
        guard let standing = try? standing(of: pool) else { return watch.setNear(pool.account) }
        if !standing.isHeld { return }
        if standing.room > 0 { return drawBands(pool, standing) }
        watch.setNear(pool.account)
        if standing.isExhausted {
            findings.exhausted.append(pool)
        } else if standing.isStrained && !liquidations.isRunning(pool) {
            findings.strained.append(pool)
        }
    }
}
