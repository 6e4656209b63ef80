import BasicContainers
import CommandsAndEvents
import Matching
import Primitives
import Risk

extension ExchangeState {
    /// Traps when an invariant does not hold. For tests: O(everything).
    public func checkInvariants() {
        let broken = violations()
        precondition(broken.isEmpty, broken.joined(separator: "\n"))
        for market in 0..<markets.count { markets[market].book.checkInvariants() }
    }

    /// Every invariant recomputed from scratch; a sentence for each that does not hold.
    public func violations() -> [String] {
        moneyViolations() + isolationViolations() + positionViolations() + orderViolations() + marginViolations() + bookViolations()
            + armedViolations() + lifeViolations() + liquidationViolations()
    }

    private func moneyViolations() -> [String] {
        var found: [String] = []
        var unsettled = [Money](repeating: .zero, count: assets.count)
        for record in positions {
            unsettled[Int(markets[Int(record.instrument.index)].marginAsset.index)] -= record.position.cost
        }
        for index in assets.indices {
            let figures = ledgerFigures(AssetID(UInt16(index)))
            if !figures.difference.isZero { found.append("\(assets[index].name): \(figures.difference) appeared from nowhere") }
            if figures.unsettled != unsettled[index] {
                found.append("\(assets[index].name): unsettled profit is \(figures.unsettled), positions say \(unsettled[index])")
            }
        }
        return found
    }

    /// Isolated positions and the wallets they keep a part of agree, and so do the sides of an instrument on their settings.
    private func isolationViolations() -> [String] {
        var found: [String] = []
        for account in accounts.indices {
            var kept = [Money](repeating: .zero, count: assets.count)
            for index in accounts[account].positions {
                let record = positions[Int(index)]
                let name = "account \(account) on \(markets[Int(record.instrument.index)].instrument.symbol)"
                kept[Int(markets[Int(record.instrument.index)].marginAsset.index)] += record.isolatedWallet
                if !record.isolatedWallet.isZero && (record.marginType == .cross || record.position.isFlat) {
                    found.append("\(name): keeps \(record.isolatedWallet) to no isolated position")
                }
                let settings = positionIndex(record.account, record.instrument).map { positions[$0] }
                if settings?.leverage != record.leverage || settings?.marginType != record.marginType
                    || settings?.maxNotional != record.maxNotional
                {
                    found.append("\(name): sides disagree on leverage or margin type")
                }
                if accounts[account].hedgeMode == (record.side == .both) && !record.position.isFlat {
                    found.append("\(name): a position of the other mode")
                }
            }
            for asset in assets.indices where accounts[account].wallet(AssetID(UInt16(asset))).isolated != kept[asset] {
                found.append("account \(account): isolated positions keep \(kept[asset]) \(assets[asset].name), counted otherwise")
            }
            if accounts[account].multiAssets != jointAccounts.ids.contains(AccountID(UInt32(account))) {
                found.append("account \(account): multi-assets mode is not on record")
            }
        }
        return found
    }

    private func positionViolations() -> [String] {
        var found: [String] = []
        for market in 0..<markets.count {
            let symbol = markets[market].instrument.symbol
            var sum = Quantity.zero
            var long = Quantity.zero
            for record in positions where record.instrument == markets[market].id {
                sum += record.position.quantity
                long += max(.zero, record.position.quantity)
                if record.position.isFlat && !(record.position.cost.isZero && record.position.breakEvenCost.isZero) {
                    found.append("\(symbol): account \(record.account.index) is flat but has a cost of \(record.position.cost)")
                }
            }
            if !sum.isZero { found.append("\(symbol): positions add up to \(sum)") }
            if long != markets[market].openInterest {
                found.append("\(symbol): open interest is \(markets[market].openInterest), long positions are \(long)")
            }
        }
        return found
    }

    private func orderViolations() -> [String] {
        var found: [String] = []
        var listed = 0
        for record in positions.indices {
            let entry = positions[record]
            let name = "account \(entry.account.index) on \(markets[Int(entry.instrument.index)].instrument.symbol)"
            var exposure = OpenExposure()
            var reduceOnly: Int32 = 0
            let slots = openSlots(record)
            listed += slots.count
            for slot in slots {
                let order = orders[slot].order
                if !order.status.isOpen || !(order.isArmed ? order.filled.isZero : order.remaining.isPositive) {
                    found.append("\(name): order \(order.id.value) is not open")
                }
                if order.account != entry.account || order.instrument != entry.instrument {
                    found.append("\(name): lists an order of another")
                }
                let reference = order.isInAlgoList ? OrderReference.algo(order.algo) : .id(order.id)
                if findOrder(reference, of: order.account, on: order.instrument) != slot
                    || clientOrderIDs.find(order.clientID, of: order.account, on: order.instrument, in: orders) != slot
                {
                    found.append("\(name): order \(order.id.value) cannot be found by its ids")
                }
                if order.isArmed { continue }
                if order.isReducing {
                    reduceOnly += 1
                } else if let notional = try? order.price.multiplied(by: order.remaining, rounding: .down),
                    let sum = try? exposure.adding(buying: order.side == .buy, quantity: order.remaining, notional: notional)
                {
                    exposure = sum
                }
            }
            let offered = slots.filter { orders[$0].order.isReducing && !orders[$0].order.isArmed }
            if !offered.isEmpty { found += reduceOnlyViolations(name, offered, of: entry) }
            if exposure != entry.exposure { found.append("\(name): open orders are \(exposure), counted \(entry.exposure)") }
            if slots.count != Int(entry.openOrderCount) || reduceOnly != entry.reduceOnlyCount {
                found.append("\(name): has \(slots.count) open orders, counted \(entry.openOrderCount)")
            }
        }
        if listed != orders.count { found.append("\(orders.count) open orders, \(listed) listed by accounts") }
        return found
    }

    /// Reduce-only orders close the position and together offer no more than it.
    private func reduceOnlyViolations(_ name: String, _ slots: [OrderSlot], of record: PositionRecord) -> [String] {
        var found: [String] = []
        var shown = Quantity.zero
        for slot in slots {
            let order = orders[slot].order
            if record.position.isFlat || (order.side == .sell) != record.position.quantity.isPositive {
                found.append("\(name): reduce-only order \(order.id.value) has nothing to reduce")
            }
            if let node = orders[slot].node { shown += markets[Int(order.instrument.index)].book.resting(node).remaining }
        }
        if shown > record.position.quantity.magnitude { found.append("\(name): reduce-only orders offer \(shown)") }
        return found
    }

    /// The short way to the available balance says the same as the long one.
    private func marginViolations() -> [String] {
        var found: [String] = []
        for account in accounts.indices {
            for asset in assets.indices {
                let holder = AccountID(UInt32(account))
                guard let cross = try? crossAccount(holder, AssetID(UInt16(asset))),
                    let available = try? separateAvailableBalance(holder, AssetID(UInt16(asset)))
                else { continue }
                if cross.availableBalance != available {
                    found.append("account \(account): \(available) \(assets[asset].name) available, or \(cross.availableBalance)")
                }
            }
        }
        return found
    }

    private func bookViolations() -> [String] {
        var found: [String] = []
        var resting = 0
        for market in 0..<markets.count {
            let symbol = markets[market].instrument.symbol
            if let bid = markets[market].book.bestBid, let ask = markets[market].book.bestAsk, bid >= ask {
                found.append("\(symbol): book is crossed, \(bid) bid, \(ask) asked")
            }
            for side in [BookSide.bid, .ask] {
                markets[market].book.forEachOrder(side: side) { node, entry in
                    resting += 1
                    let record = orders[OrderSlot(entry.order)]
                    let order = record.order
                    let fits = order.isReducing ? entry.remaining <= order.remaining : entry.remaining == order.remaining
                    if record.node != node || entry.price != order.price || entry.side != order.side.book
                        || entry.owner != order.account.index || !fits
                    {
                        found.append("\(symbol): order \(order.id.value) rests as something else")
                    }
                }
            }
        }
        var armed = 0
        for market in 0..<markets.count { armed += markets[market].triggers.count }
        if resting + armed != orders.count {
            found.append("\(orders.count) open orders, \(resting) in the books, \(armed) armed")
        }
        return found
    }
}
