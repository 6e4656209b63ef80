import CommandsAndEvents
import ExchangePorts
import Instruments
import Primitives

/// What baskets and their components are worth, as the exchange told it last.
struct CompositeIndexes: Sendable {
    private struct Basket: Sendable {
        var underlying: UnderlyingID
        /// Of the components, which are listed before their basket.
        var components: [UnderlyingID]
    }

    private var baskets: [Basket] = []
    /// By underlying; zero before the first.
    private var prices: [Price] = []
    private var ids: [String: UnderlyingID] = [:]

    /// Underlyings are listed in the order of their ids. One that is listed again is as it was; one whose predecessors are not
    /// known waits for the batch that tells the recovered state, which tells all.
    mutating func list(_ id: UnderlyingID, _ underlying: Underlying) {
        if Int(id.index) != prices.count { return }
        prices.append(.zero)
        ids[underlying.name] = id
        guard case .basket(let components) = underlying.composition else { return }
        baskets.append(Basket(underlying: id, components: components.compactMap { ids[$0.underlying] }))
    }

    mutating func take(_ update: IndexUpdate) {
        // What was not listed here is in no basket.
        guard Int(update.underlying.index) < prices.count else { return }
        prices[Int(update.underlying.index)] = update.price
    }

    /// Those of baskets that have a price.
    var known: [CompositeIndex] {
        baskets.compactMap { basket in
            let price = prices[Int(basket.underlying.index)]
            guard price.isPositive else { return nil }
            return CompositeIndex(
                underlying: basket.underlying, price: price, components: basket.components.map { prices[Int($0.index)] })
        }
    }
}
