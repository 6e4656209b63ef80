public import CommandsAndEvents
import Instruments
public import Primitives

/// What a contract is among those of its pair.
public enum ContractKind: Sendable, Hashable, CaseIterable {
    case perpetual
    /// The next to be delivered.
    case currentQuarter
    /// Those after it.
    case nextQuarter
}

extension Names {
    /// Nil for a delivery contract that is closed.
    public func kind(of id: InstrumentID) -> ContractKind? {
        if self[id].deliveryDate == nil { return .perpetual }
        guard let place = openDeliveries(of: self[id].pair).firstIndex(of: id) else { return nil }
        return place == 0 ? .currentQuarter : .nextQuarter
    }

    /// The contract of a pair that is this now; of several that follow the current quarter, the next.
    public func contract(_ kind: ContractKind, of pair: String) -> InstrumentID? {
        switch kind {
        case .perpetual:
            let perpetuals = contracts(of: pair).filter { self[$0].deliveryDate == nil }
            return perpetuals.first { status(of: $0) != .closed } ?? perpetuals.last
        case .currentQuarter: return openDeliveries(of: pair).first
        case .nextQuarter: return openDeliveries(of: pair).dropFirst().first
        }
    }

    /// Every contract of a pair, closed ones too, in the order of listing.
    public func contracts(of pair: String) -> [InstrumentID] {
        instruments.indices.filter { instruments[$0].pair == pair }.map { InstrumentID(UInt16($0)) }
    }

    /// Whether the contracts of a pair are written on a basket.
    public func isComposite(_ pair: String) -> Bool {
        guard let id = underlying(pair), case .basket = self[id].composition else { return false }
        return true
    }

    /// By delivery date.
    private func openDeliveries(of pair: String) -> [InstrumentID] {
        contracts(of: pair).filter { self[$0].deliveryDate != nil && status(of: $0) != .closed }
            .sorted { (self[$0].deliveryDate ?? .zero, $0) < (self[$1].deliveryDate ?? .zero, $1) }
    }
}
