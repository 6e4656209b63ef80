import CommandsAndEvents
public import Instruments
public import Primitives

/// One underlying with its index price.
struct UnderlyingRecord {
    let underlying: Underlying
    /// By venue.
    var venues: ContiguousArray<VenuePrice>
    var index = Price.zero
    var pinnedIndex: Price?
    /// The markets whose contracts are written on it.
    var markets: ContiguousArray<Int> = []

    init(_ underlying: Underlying) {
        self.underlying = underlying
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
}

extension ExchangeState {
    mutating func list(_ underlying: Underlying) throws(Rejection) -> Receipt {
        if underlyingID(underlying.name) != nil { throw .duplicateUnderlying }
        if let flaw = underlying.flaw() { throw .invalidUnderlying(flaw) }
        if case .basket(let components) = underlying.composition {
            for component in components where underlyingID(component.underlying) == nil { throw .unknownUnderlying }
        }
        guard underlyings.count < Int(UInt16.max) else { throw .overflow }
        return .underlying(add(underlying))
    }

    mutating func add(_ underlying: Underlying) -> UnderlyingID {
        let id = UnderlyingID(UInt16(underlyings.count))
        underlyings.append(UnderlyingRecord(underlying))
        output.list(.underlying(id, underlying))
        output.emit(.underlyingListed(id))
        return id
    }

    func underlyingID(_ name: String) -> UnderlyingID? {
        underlyings.firstIndex { $0.underlying.name == name }.map { UnderlyingID(UInt16($0)) }
    }

    mutating func updateVenue(_ update: UpdateVenue) throws(Rejection) -> Receipt {
        guard Int(update.underlying.index) < underlyings.count else { throw .unknownUnderlying }
        guard Int(update.venue) < underlyings[Int(update.underlying.index)].venues.count else { throw .unknownVenue }
        guard update.price.isPositive else { throw .priceNotPositive }
        underlyings[Int(update.underlying.index)].venues[Int(update.venue)] = VenuePrice(price: update.price, updatedAt: time)
        return .done
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
    /// Its part of the index: zero when it does not count.
    public let share: Rate
}

extension ExchangeState {
    public func has(_ id: UnderlyingID) -> Bool { Int(id.index) < underlyings.count }

    public func underlyingFigures(_ id: UnderlyingID) -> UnderlyingFigures {
        let record = underlyings[Int(id.index)]
        var venues: [VenueFigures] = []
        if case .venues(let list) = record.underlying.composition {
            venues = zip(list, record.venues).map {
                VenueFigures(venue: $0, price: $1.price, updatedAt: $1.updatedAt, share: .zero)
            }
        }
        return UnderlyingFigures(index: record.index, pinnedIndex: record.pinnedIndex, venues: venues)
    }
}
