import BasicContainers
public import CommandsAndEvents
public import Instruments
import Matching
public import Primitives
public import Risk

/// What the state can tell about itself between two commands.
extension ExchangeState {
    public var accountCount: Int { accounts.count }
    public var assetCount: Int { assets.count }
    public var instrumentCount: Int { markets.count }

    public func asset(_ id: AssetID) -> Asset { assets[Int(id.index)] }
    public func instrument(_ id: InstrumentID) -> Instrument { markets[Int(id.index)].instrument }
    public func marginAsset(of id: InstrumentID) -> AssetID { markets[Int(id.index)].marginAsset }
    public func has(_ id: InstrumentID) -> Bool { Int(id.index) < markets.count }
    public func has(_ id: AccountID) -> Bool { Int(id.index) < accounts.count }

    public func accountName(_ id: AccountID) -> (name: ShortText, kind: AccountKind) {
        (accounts[Int(id.index)].name, accounts[Int(id.index)].kind)
    }

    public func walletUpdateTime(_ account: AccountID, _ asset: AssetID) -> Timestamp {
        accounts[Int(account.index)].wallet(asset).updatedAt
    }

    /// One side of an instrument: nil when the account never touched it.
    public func positionFigures(
        _ account: AccountID, _ instrument: InstrumentID, _ side: PositionSide = .both
    ) -> PositionFigures? {
        positionIndex(account, instrument, side).map { figures(of: positions[$0]) }
    }

    /// What an account has on a side of an instrument before it touches it.
    public func flatFigures(_ account: AccountID, _ instrument: InstrumentID, _ side: PositionSide = .both) -> PositionFigures {
        figures(of: freshPosition(account, instrument, side))
    }

    /// Every instrument the account has touched, in its position mode: one side `both`, or `long` and `short`. By instrument.
    public func positionFigures(of account: AccountID) -> [PositionFigures] {
        let sides: [PositionSide] = accounts[Int(account.index)].hedgeMode ? [.long, .short] : [.both]
        let touched = accounts[Int(account.index)].positions.map { positions[Int($0)] }.filter { $0.side == .both }
        return touched.map(\.instrument).sorted().flatMap { instrument in
            sides.map { positionFigures(account, instrument, $0) ?? flatFigures(account, instrument, $0) }
        }
    }

    public func settings(of account: AccountID) -> (hedgeMode: Bool, multiAssets: Bool, feeBurn: Bool) {
        let holder = accounts[Int(account.index)]
        return (holder.hedgeMode, holder.multiAssets, holder.feeBurn)
    }

    /// The asset's price in US dollars, zero before the first, and when it came.
    public func assetPrice(_ asset: AssetID) -> (price: Price, time: Timestamp) {
        (assetPrices[Int(asset.index)].price, assetPrices[Int(asset.index)].updatedAt)
    }

    /// By instrument and id. Without those that wait behind the algo door.
    public func openOrders(of account: AccountID, on instrument: InstrumentID?) -> [Order] {
        allOpenOrders(of: account, on: instrument).filter { !$0.isInAlgoList }
            .sorted { ($0.instrument, $0.id) < ($1.instrument, $1.id) }
    }

    /// Those that wait behind the algo door, by their algo ids.
    public func openAlgoOrders(of account: AccountID, on instrument: InstrumentID?) -> [Order] {
        allOpenOrders(of: account, on: instrument).filter(\.isInAlgoList).sorted { $0.algo < $1.algo }
    }

    private func allOpenOrders(of account: AccountID, on instrument: InstrumentID?) -> [Order] {
        accounts[Int(account.index)].positions.map(Int.init)
            .filter { instrument == nil || positions[$0].instrument == instrument }
            .flatMap { openSlots($0).map { orders[$0].order } }
    }

    public func openOrder(of account: AccountID, on instrument: InstrumentID, _ reference: OrderReference) -> Order? {
        findOrder(reference, of: account, on: instrument).map { orders[$0].order }
    }

    public func levels(of instrument: InstrumentID, side: Side, depth: Int) -> [(price: Price, quantity: Quantity)] {
        var levels: [(price: Price, quantity: Quantity)] = []
        markets[Int(instrument.index)].book.forEachLevel(side: side.book, limit: depth) { levels.append(($0, $1)) }
        return levels
    }

    public func marketFigures(_ instrument: InstrumentID) -> MarketFigures {
        let index = Int(instrument.index)
        let prices = markets[index].prices
        return MarketFigures(
            index: prices.index, mark: prices.mark, lastTrade: markets[index].lastTradePrice, fundingRate: prices.fundingRate,
            nextFundingTime: prices.nextFundingTime, openInterest: markets[index].openInterest,
            makersEnabled: markets[index].makersEnabled, updateID: markets[index].updateID,
            status: markets[index].status, settlePrice: settlementAverage(index))
    }

    public func ledgerFigures(_ asset: AssetID) -> LedgerFigures {
        let ledger = ledgers[Int(asset.index)]
        var wallets: Int128 = 0
        for account in accounts { wallets += Int128(account.wallet(asset).balance.raw) }
        return LedgerFigures(
            wallets: .clamping(wallets), fees: ledger.fees, insurance: ledger.insurance, unsettled: ledger.unsettled,
            deposits: ledger.deposits, withdrawals: ledger.withdrawals)
    }

    private func figures(of record: PositionRecord) -> PositionFigures {
        let mark = markets[Int(record.instrument.index)].prices.mark
        let figures = bounded { () throws(ArithmeticOverflow) in try marginFigures(of: record) }
        return PositionFigures(
            instrument: record.instrument, side: record.side, position: record.position, mark: mark, notional: figures.notional,
            unrealizedProfit: figures.unrealizedProfit, leverage: record.leverage, maxNotional: record.maxNotional,
            positionInitialMargin: figures.positionInitialMargin, openOrderInitialMargin: figures.openOrderInitialMargin,
            maintenanceMargin: figures.maintenanceMargin, liquidationPrice: (try? liquidationPrice(of: record)) ?? .zero,
            exposure: record.exposure, openOrderCount: Int(record.openOrderCount), updatedAt: record.updatedAt,
            marginType: record.marginType, isolatedWallet: record.isolatedWallet)
    }

    /// Cross positions of an instrument share one price; an isolated position has its own (supplement §8.7).
    private func liquidationPrice(of record: PositionRecord) throws(ArithmeticOverflow) -> Price {
        if record.position.isFlat { return .zero }
        let market = Int(record.instrument.index)
        let brackets = markets[market].brackets
        if record.marginType == .isolated {
            return Risk.liquidationPrice(of: [record.position], cushion: record.isolatedWallet, brackets: brackets)
        }
        let together = recordIndices(record.account, record.instrument).map { positions[$0] }.filter { !$0.position.isFlat }
        var cushion = try crossCushion(record.account, markets[market].marginAsset)
        for entry in together {
            let figures = try marginFigures(of: entry)
            cushion = try cushion.adding(figures.maintenanceMargin).subtracting(figures.unrealizedProfit)
        }
        if !accounts[Int(record.account.index)].multiAssets {
            return Risk.liquidationPrice(of: together.map(\.position), cushion: cushion, brackets: brackets)
        }
        // What a margin asset's gains and losses are worth depends on the sign of its balance: the formula is near, no more.
        let estimate = estimatedLiquidation(of: together.map(\.position), cushion: cushion, brackets: brackets)
        let pool = MarginPool.joint(record.account)
        return estimate?.edge { price in
            (try? standing(of: pool, assuming: AssumedMark(market: market, price: price)))?.isExhausted ?? false
        } ?? .zero
    }

    /// What stands between the cross positions that settle in an asset and their liquidation.
    private func crossCushion(_ account: AccountID, _ asset: AssetID) throws(ArithmeticOverflow) -> Money {
        let price = assetPrices[Int(asset.index)].price
        guard accounts[Int(account.index)].multiAssets, price.isPositive else {
            let cross = try crossAccount(account, asset)
            return try cross.walletBalance.adding(cross.unrealizedProfit).subtracting(cross.maintenanceMargin)
        }
        let joint = try jointAccount(account)
        return try joint.equity.subtracting(joint.maintenanceMargin).amount(at: price, rounding: .down)
    }
}

/// A position with what the mark price makes of it.
public struct PositionFigures: Hashable, Sendable {
    public let instrument: InstrumentID
    public let side: PositionSide
    public let position: Position
    public let mark: Price
    /// Signed: quantity × mark.
    public let notional: Money
    public let unrealizedProfit: Money
    public let leverage: Leverage
    public let maxNotional: Money
    public let positionInitialMargin: Money
    public let openOrderInitialMargin: Money
    public let maintenanceMargin: Money
    /// Zero: no mark price liquidates it.
    public let liquidationPrice: Price
    public let exposure: OpenExposure
    public let openOrderCount: Int
    public let updatedAt: Timestamp
    public let marginType: MarginType
    public let isolatedWallet: Money
}

/// The prices of a market.
public struct MarketFigures: Hashable, Sendable {
    public let index: Price
    public let mark: Price
    public let lastTrade: Price
    public let fundingRate: Rate
    public let nextFundingTime: Timestamp
    public let openInterest: Quantity
    public let makersEnabled: Bool
    public let updateID: Int64
    public let status: MarketStatus
    public let settlePrice: Price
}

/// Where an asset's money is.
public struct LedgerFigures: Hashable, Sendable {
    public let wallets: Money
    public let fees: Money
    public let insurance: Money
    public let unsettled: Money
    public let deposits: Money
    public let withdrawals: Money

    public var difference: Money {
        let there = [wallets, fees, insurance, unsettled, withdrawals].reduce(Int128(0)) { $0 + Int128($1.raw) }
        return .clamping(there - Int128(deposits.raw))
    }
}
