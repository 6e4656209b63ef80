import BasicContainers
import CommandsAndEvents
import Primitives
import Risk

extension ExchangeState {
    func requireAccount(_ account: AccountID) throws(Rejection) {
        guard Int(account.index) < accounts.count else { throw .unknownAccount }
    }

    func requireInstrument(_ instrument: InstrumentID) throws(Rejection) {
        guard Int(instrument.index) < markets.count else { throw .unknownInstrument }
    }

    func requireAsset(_ asset: AssetID) throws(Rejection) {
        guard Int(asset.index) < assets.count else { throw .unknownAsset }
    }

    /// O(instruments the account has touched), which is a handful.
    func positionIndex(_ account: AccountID, _ instrument: InstrumentID) -> Int? {
        let holder = Int(account.index)
        for place in 0..<accounts[holder].positions.count {
            let index = Int(accounts[holder].positions[place])
            if positions[index].instrument == instrument { return index }
        }
        return nil
    }

    /// The record, made when there is none yet.
    mutating func ensurePosition(_ account: AccountID, _ instrument: InstrumentID) -> Int {
        if let index = positionIndex(account, instrument) { return index }
        positions.append(freshPosition(account, instrument))
        accounts[Int(account.index)].positions.append(UInt32(positions.count - 1))
        return positions.count - 1
    }

    /// A record as every account starts with: flat, at 20x or the most the instrument permits.
    func freshPosition(_ account: AccountID, _ instrument: InstrumentID) -> PositionRecord {
        let brackets = markets[Int(instrument.index)].brackets
        let leverage = min(Leverage(20), brackets.maxLeverage)
        return PositionRecord(
            account: account, instrument: instrument, leverage: leverage, maxNotional: brackets.maxNotional(at: leverage))
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
        case .algo, .algoClientID: return nil
        case .clientID(let text):
            return clientOrderIDs.find(text, of: account, on: instrument)
        }
    }
}
