import CommandsAndEvents
public import Instruments
public import Primitives
import Risk

/// One underlying with its index price.
struct UnderlyingRecord {
    let underlying: Underlying
    /// By venue.
    var venues: ContiguousArray<VenuePrice>
    /// What it is made of, when it is a basket.
    let components: [BasketComponent]
    var index = Price.zero
    var pinnedIndex: Price?
    /// When the first of the venues that count stops to count. Far away without any.
    var nextStale = Timestamp(milliseconds: .max)
    /// The markets whose contracts are written on it.
    var markets: ContiguousArray<Int> = []

    init(_ underlying: Underlying, components: [BasketComponent]) {
        self.underlying = underlying
        self.components = components
        switch underlying.composition {
        case .venues(let list): venues = ContiguousArray(repeating: VenuePrice(), count: list.count)
        case .basket: venues = []
        }
    }
}

/// What a venue traded at last.
struct VenuePrice: Hashable {
    /// Zero before the first.
    var price = Price.zero
    var updatedAt = Timestamp.zero

    /// Without news for so long it does not count any more (supplement §9.1).
    static let staleMilliseconds: Int64 = 10_000

    var staleAt: Timestamp { updatedAt.advanced(byMilliseconds: Self.staleMilliseconds) }
}

/// A part of a basket, found.
struct BasketComponent: Hashable {
    let underlying: Int
    let weight: Rate
}

extension ExchangeState {
    /// A basket names underlyings that are listed already, so that no chain of them ever leads back.
    mutating func list(_ underlying: Underlying) throws(Rejection) -> Receipt {
        if underlyingID(underlying.name) != nil { throw .duplicateUnderlying }
        if let flaw = underlying.flaw() { throw .invalidUnderlying(flaw) }
        guard let components = components(of: underlying) else { throw .unknownUnderlying }
        guard underlyings.count < Int(UInt16.max) else { throw .overflow }
        let id = add(underlying, components)
        refreshBasket(Int(id.index))
        return .underlying(id)
    }

    mutating func add(_ underlying: Underlying, _ components: [BasketComponent] = []) -> UnderlyingID {
        let id = UnderlyingID(UInt16(underlyings.count))
        keep(UnderlyingRecord(underlying, components: components))
        output.list(.underlying(id, underlying))
        output.emit(.underlyingListed(id))
        return id
    }

    mutating func keep(_ record: UnderlyingRecord) {
        if !record.components.isEmpty { baskets.append(underlyings.count) }
        underlyings.append(record)
    }

    /// Nil when one of them is not listed. Empty for an underlying that is no basket.
    func components(of underlying: Underlying) -> [BasketComponent]? {
        guard case .basket(let parts) = underlying.composition else { return [] }
        var components: [BasketComponent] = []
        for part in parts {
            guard let id = underlyingID(part.underlying) else { return nil }
            components.append(BasketComponent(underlying: Int(id.index), weight: part.weight))
        }
        return components
    }

    func underlyingID(_ name: String) -> UnderlyingID? {
        underlyings.firstIndex { $0.underlying.name == name }.map { UnderlyingID(UInt16($0)) }
    }

    public func has(_ id: UnderlyingID) -> Bool { Int(id.index) < underlyings.count }

    public func underlyingFigures(_ id: UnderlyingID) -> UnderlyingFigures {
        let record = underlyings[Int(id.index)]
        var venues: [VenueFigures] = []
        if case .venues(let list) = record.underlying.composition {
            let shares = indexShares(of: indexSources(Int(id.index)))
            venues = list.indices.map { place in
                VenueFigures(
                    venue: list[place], price: record.venues[place].price, updatedAt: record.venues[place].updatedAt,
                    share: shares[place])
            }
        }
        return UnderlyingFigures(index: record.index, pinnedIndex: record.pinnedIndex, venues: venues)
    }
}

/// What an underlying stands at.
public struct UnderlyingFigures: Hashable, Sendable {
    public let index: Price
    public let pinnedIndex: Price?
    public let venues: [VenueFigures]
}

/// What a venue contributes to an index now.
public struct VenueFigures: Hashable, Sendable {
    public let venue: Underlying.Venue
    public let price: Price
    public let updatedAt: Timestamp
    /// Its part of the index: zero when it does not count. When it is zero for all, the index stays what it was last.
    public let share: Rate
}
