import BasicContainers
public import CommandsAndEvents
import Matching
import Primitives
import Risk

/// What those who follow the exchange need when it does not begin at its first command.
extension ExchangeState {
    /// The state told as one batch of events: names, accounts, wallets, positions, books, prices, and which markets are without makers.
    ///
    /// Every level carries the update id its book stands at. Orders are not told: they are read live.
    public func bootstrapBatch() -> EventBatch {
        var events: [Event] = []
        var listings: [Listing] = []
        for index in assets.indices {
            listings.append(.asset(AssetID(UInt16(index)), assets[index]))
            events.append(.assetListed(AssetID(UInt16(index))))
        }
        for index in underlyings.indices {
            let id = UnderlyingID(UInt16(index))
            listings.append(.underlying(id, underlyings[index].underlying))
            events.append(.underlyingListed(id))
            if underlyings[index].index.isPositive {
                events.append(.index(IndexUpdate(underlying: id, price: underlyings[index].index)))
            }
        }
        for market in 0..<markets.count {
            listings.append(.instrument(markets[market].id, markets[market].instrument))
            events.append(.instrumentListed(markets[market].id))
        }
        for index in accounts.indices {
            events.append(
                .accountOpened(
                    AccountOpened(account: AccountID(UInt32(index)), name: accounts[index].name, kind: accounts[index].kind)))
        }
        for index in accounts.indices {
            for asset in accounts[index].wallets.indices {
                let wallet = accounts[index].wallets[asset]
                events.append(
                    .balance(
                        BalanceUpdate(
                            account: AccountID(UInt32(index)), asset: AssetID(UInt16(asset)), walletBalance: wallet.balance,
                            crossWalletBalance: wallet.cross, change: .zero, reason: .deposit, instrument: nil)))
            }
        }
        for record in positions where !record.position.isFlat { events.append(.position(update(of: record, reason: .order))) }
        for index in assetPrices.indices where assetPrices[index].price.isPositive {
            events.append(.assetIndex(UpdateAssetIndex(asset: AssetID(UInt16(index)), price: assetPrices[index].price)))
        }
        for market in 0..<markets.count { appendMarket(market, to: &events) }
        return EventBatch(
            lastSequence: sequence, time: time, events: events.map { StampedEvent(sequence: sequence, event: $0) },
            listings: listings)
    }

    /// About how large `snapshot()` is: what writing it costs goes by that.
    public var estimatedSnapshotBytes: Int {
        4_096 + orders.count * 200 + positions.count * 80 + accounts.count * 64 + markets.count * 1_024
    }

    private func appendMarket(_ market: Int, to events: inout [Event]) {
        let id = markets[market].id
        let updateID = markets[market].updateID
        for side in [BookSide.bid, .ask] {
            markets[market].book.forEachLevel(side: side, limit: .max) { price, quantity in
                events.append(
                    .bookLevel(
                        BookLevel(instrument: id, side: side.side, price: price, quantity: quantity, updateID: updateID)))
            }
        }
        let prices = markets[market].prices
        if prices.mark.isPositive {
            events.append(
                .mark(
                    MarkUpdate(
                        instrument: id, mark: prices.mark, index: prices.index, fundingRate: prices.fundingRate,
                        nextFundingTime: prices.nextFundingTime, settlePrice: settlementAverage(market))))
        }
        if markets[market].status != .trading {
            events.append(.marketStatus(MarketStatusUpdate(instrument: id, status: markets[market].status)))
        }
        if !markets[market].makersEnabled { events.append(.makers(EnableMakers(instrument: id, enabled: false))) }
    }
}
