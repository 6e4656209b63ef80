public import CommandsAndEvents
public import ExchangePorts
public import Primitives

/// What the bots of one market look at before they decide: everything they know comes from here, so that a restarted
/// bot sees what a running one sees.
public struct MarketView: Sendable {
    public var market: MarketState
    /// Best first.
    public var bids: [PriceLevel]
    public var asks: [PriceLevel]
    public var makers: [AccountView]
    public var takers: [AccountView]

    /// One account on this market.
    public struct AccountView: Sendable {
        public var account: AccountID
        /// Negative when short.
        public var position: Quantity
        public var orders: [Order]
    }

    /// Levels looked at on each side: enough to see which orders of others stand in the makers' way.
    static let depth = 20

    /// Nil when there is no such market. `withOrders` leaves the makers' orders out when only takers act.
    public init?(
        of instrument: InstrumentID, makers: [AccountID], takers: [AccountID], withOrders: Bool, in state: any LiveState
    ) {
        guard let market = state.market(instrument) else { return nil }
        self.market = market
        let depth = withOrders ? Self.depth : 1
        bids = state.levels(of: instrument, side: .buy, depth: depth)
        asks = state.levels(of: instrument, side: .sell, depth: depth)
        func view(_ account: AccountID) -> AccountView {
            let position = state.position(of: account, on: instrument)
            let hasOrders = (position?.openOrderCount ?? 0) > 0
            return AccountView(
                account: account, position: position?.quantity ?? .zero,
                orders: withOrders && hasOrders ? state.openOrders(of: account, on: instrument) : [])
        }
        self.makers = withOrders ? makers.map(view) : []
        self.takers = takers.map(view)
    }
}
