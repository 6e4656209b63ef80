import CommandsAndEvents
import ExchangePorts
import Primitives

/// The contracts that the batch at hand listed, or whose status it changed: each is told once, as it stands after the batch.
struct ContractNews: Sendable {
    private var contracts: [(id: InstrumentID, isListing: Bool, status: MarketStatus)] = []

    mutating func list(_ id: InstrumentID) { contracts.append((id, true, .trading)) }

    mutating func take(_ update: MarketStatusUpdate) {
        if let place = contracts.firstIndex(where: { $0.id == update.instrument }) {
            contracts[place].status = update.status
        } else {
            contracts.append((update.instrument, false, update.status))
        }
    }

    mutating func putOut(into outbox: inout Outbox) {
        for contract in contracts { outbox.put(.contract(contract.id, contract.status, isListing: contract.isListing)) }
        contracts.removeAll(keepingCapacity: true)
    }
}
