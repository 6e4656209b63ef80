import Instruments
import Primitives

extension Underlying {
    /// As the exchange lists it.
    var listed: Instruments.Underlying {
        Instruments.Underlying(
            name: name,
            composition: .venues(
                venues.map { Instruments.Underlying.Venue(name: $0.name, symbol: $0.symbol, weight: Rate(whole: $0.weight)) }))
    }
}

extension Basket {
    /// As the exchange lists it.
    var listed: Instruments.Underlying { Instruments.Underlying(name: name, composition: .basket(components)) }
}
