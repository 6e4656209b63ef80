import CommandsAndEvents
import Primitives

extension ExchangeState {
    mutating func updateVenue(_ update: UpdateVenue) throws(Rejection) -> Receipt {
        try updateVenues(
            UpdateVenues(underlying: update.underlying, prices: [VenueQuote(venue: update.venue, price: update.price)]))
    }

    /// Any positive price is taken down; what it does to the index is another matter.
    mutating func updateVenues(_ update: UpdateVenues) throws(Rejection) -> Receipt {
        guard has(update.underlying) else { throw .unknownUnderlying }
        let underlying = Int(update.underlying.index)
        for quote in update.prices {
            guard Int(quote.venue) < underlyings[underlying].venues.count else { throw .unknownVenue }
            if !quote.price.isPositive { throw .priceNotPositive }
        }
        for quote in update.prices {
            underlyings[underlying].venues[Int(quote.venue)] = VenuePrice(price: quote.price, updatedAt: time)
        }
        refreshIndex(underlying)
        return .done
    }
}
