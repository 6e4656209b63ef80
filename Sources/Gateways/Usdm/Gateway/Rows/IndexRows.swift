import ExchangePorts
import GatewayKit
import Instruments
import Primitives
import UsdmWire

extension UsdmRows {
    static let indexes: [UsdmRow] = [
        Row(CompositeIndexRequest.self) { request, call in
            let names = call.names
            let baskets = try names.baskets(request.symbol)
            return try await call.read { state in
                baskets.compactMap { CompositeIndexReply($0, names, state) }
            }
        },
        Row(ConstituentsRequest.self) { request, call in
            let pair = call.names.instrument(request.symbol).map { call.names[$0].pair } ?? request.symbol
            guard let id = call.names.underlying(pair) else { throw UsdmError.invalidSymbol }
            let (time, state) = try await call.read { ($0.time, $0.underlying(id)) }
            return ConstituentsReply(
                symbol: pair, time: time.milliseconds, constituents: (state?.venues ?? []).map { .init($0) })
        },
    ]
}

extension Names {
    /// The basket that is called so, or every one.
    fileprivate func baskets(_ symbol: String?) throws(UsdmError) -> [UnderlyingID] {
        guard let symbol else {
            return underlyings.indices.filter { isComposite(underlyings[$0].name) }.map { UnderlyingID(UInt16($0)) }
        }
        guard let id = underlying(symbol), isComposite(symbol) else { throw .invalidSymbol }
        return [id]
    }
}

extension CompositeIndexReply {
    /// Nil before the basket has a price.
    fileprivate init?(_ id: UnderlyingID, _ names: Names, _ state: any LiveState) {
        guard case .basket(let components) = names[id].composition, let price = state.underlying(id)?.index, price.isPositive
        else { return nil }
        let prices = components.map { component in
            names.underlying(component.underlying).flatMap { state.underlying($0)?.index } ?? .zero
        }
        self.init(CompositeIndex(underlying: id, price: price, components: prices), names, time: state.time.milliseconds)
    }

    init(_ index: CompositeIndex, _ names: Names, time: Int64) {
        var parts: [Component] = []
        if case .basket(let components) = names[index.underlying].composition {
            parts = zip(components, index.components).map { component, price in
                let value = Int128(price.raw) * Int128(component.weight.raw)
                return Component(
                    baseAsset: component.baseAsset, quoteAsset: component.quoteAsset, weightInQuantity: component.weight,
                    weightInPercentage: .clamping(value / Int128(index.price.raw)), price: price)
            }
        }
        self.init(symbol: names[index.underlying].name, time: time, price: index.price, components: parts)
    }
}

extension ConstituentsReply.Constituent {
    fileprivate init(_ state: VenueState) {
        self.init(exchange: state.venue.name, symbol: state.venue.symbol, price: state.price, weight: state.share)
    }
}
