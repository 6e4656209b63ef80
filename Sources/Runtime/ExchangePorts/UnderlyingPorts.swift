public import Instruments
public import Primitives

/// The price of an underlying and where it comes from.
public struct UnderlyingState: Sendable, Hashable {
    /// Zero before the first.
    public var index: Price
    /// The price that the operator holds the index at.
    public var pinnedIndex: Price?
    /// In the order of the underlying's venues. Empty for a basket.
    public var venues: [VenueState]

    public init(index: Price, pinnedIndex: Price?, venues: [VenueState]) {
        self.index = index
        self.pinnedIndex = pinnedIndex
        self.venues = venues
    }
}

/// What a venue contributes to an index now.
public struct VenueState: Sendable, Hashable {
    public var venue: Underlying.Venue
    /// What it traded at last; zero before the first.
    public var price: Price
    public var updatedAt: Timestamp
    /// Its part of the index now: zero when it is stale or an outlier (supplement §9.1). Those of all venues add up to one.
    public var share: Rate

    public init(venue: Underlying.Venue, price: Price, updatedAt: Timestamp, share: Rate) {
        self.venue = venue
        self.price = price
        self.updatedAt = updatedAt
        self.share = share
    }
}
