import BasicContainers
import CommandsAndEvents
import Primitives
import Risk

extension ExchangeState {
    /// The insurance fund's account takes no commands.
    func requireAccount(_ account: AccountID) throws(Rejection) {
        guard Int(account.index) < accounts.count, account != liquidations.fund else { throw .unknownAccount }
    }

    func requireInstrument(_ instrument: InstrumentID) throws(Rejection) {
        guard Int(instrument.index) < markets.count else { throw .unknownInstrument }
    }

    func requireAsset(_ asset: AssetID) throws(Rejection) {
        guard Int(asset.index) < assets.count else { throw .unknownAsset }
    }

    /// O(records of the account), which are a handful.
    func positionIndex(_ account: AccountID, _ instrument: InstrumentID, _ side: PositionSide = .both) -> Int? {
        let holder = Int(account.index)
        for place in 0..<accounts[holder].positions.count {
            let index = Int(accounts[holder].positions[place])
            if positions[index].instrument == instrument && positions[index].side == side { return index }
        }
        return nil
    }

    /// The account's records on an instrument: `both` first, then by first use. O(records of the account).
    func recordIndices(_ account: AccountID, _ instrument: InstrumentID) -> [Int] {
        accounts[Int(account.index)].positions.map(Int.init).filter { positions[$0].instrument == instrument }
    }

    /// Open orders of the account on an instrument, on all sides.
    func openOrderCount(_ account: AccountID, _ instrument: InstrumentID) -> Int {
        let holder = Int(account.index)
        var count = 0
        for place in 0..<accounts[holder].positions.count {
            let index = Int(accounts[holder].positions[place])
            if positions[index].instrument == instrument { count += Int(positions[index].openOrderCount) }
        }
        return count
    }

    /// The record, made when there is none yet.
    mutating func ensurePosition(_ account: AccountID, _ instrument: InstrumentID, _ side: PositionSide = .both) -> Int {
        if let index = positionIndex(account, instrument, side) { return index }
        if side != .both {
            _ = ensurePosition(account, instrument)
            accounts[Int(account.index)].hasSides = true
        }
        keep(freshPosition(account, instrument, side))
        return positions.count - 1
    }

    /// Files a record under its account and its instrument.
    mutating func keep(_ record: PositionRecord) {
        let index = UInt32(positions.count)
        let market = Int(record.instrument.index)
        positions.append(record)
        accounts[Int(record.account.index)].positions.append(index)
        var low = 0
        var high = markets[market].records.count
        while low < high {
            let middle = (low + high) / 2
            if positions[Int(markets[market].records[middle])].account > record.account { high = middle } else { low = middle + 1 }
        }
        markets[market].records.insert(index, at: low)
    }

    /// A record as it starts: flat, with the account's settings for the instrument. Those start at cross margin and 20x, or
    /// the most the instrument permits.
    func freshPosition(_ account: AccountID, _ instrument: InstrumentID, _ side: PositionSide = .both) -> PositionRecord {
        let brackets = markets[Int(instrument.index)].brackets
        let holder = side == .both ? nil : positionIndex(account, instrument).map { positions[$0] }
        let leverage = holder?.leverage ?? min(Leverage(20), brackets.maxLeverage)
        var record = PositionRecord(
            account: account, instrument: instrument, side: side, leverage: leverage,
            maxNotional: brackets.maxNotional(at: leverage))
        record.marginType = holder?.marginType ?? .cross
        return record
    }

    /// The account's open order that a client means.
    func findOrder(
        _ reference: OrderReference, of account: AccountID, on instrument: InstrumentID
    ) -> OrderSlot? {
        switch reference {
        case .id(let id):
            guard let slot = markets[Int(instrument.index)].orders.find(id), orders[slot].order.account == account else {
                return nil
            }
            return slot
        case .algo(let id):
            guard let slot = algoOrders.find(OrderID(id.value)), orders[slot].order.account == account,
                orders[slot].order.instrument == instrument
            else { return nil }
            return slot
        case .clientID(let text): return findOrder(text, of: account, on: instrument, inAlgoList: false)
        case .algoClientID(let text): return findOrder(text, of: account, on: instrument, inAlgoList: true)
        }
    }

    private func findOrder(
        _ text: ShortText, of account: AccountID, on instrument: InstrumentID, inAlgoList: Bool
    ) -> OrderSlot? {
        guard let slot = clientOrderIDs.find(text, of: account, on: instrument, in: orders),
            orders[slot].order.isInAlgoList == inAlgoList
        else { return nil }
        return slot
    }
}
