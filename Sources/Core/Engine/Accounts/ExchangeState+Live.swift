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

    /// The account's record on an instrument: nil when it never touched it.
    public func positionFigures(_ account: AccountID, _ instrument: InstrumentID) -> PositionFigures? {
        positionIndex(account, instrument).map { figures(of: positions[$0]) }
    }

    /// What a fresh account has on an instrument.
    public func flatFigures(_ account: AccountID, _ instrument: InstrumentID) -> PositionFigures {
        figures(of: freshPosition(account, instrument))
    }

    /// Records of every instrument the account has touched, by instrument.
    public func positionFigures(of account: AccountID) -> [PositionFigures] {
        accounts[Int(account.index)].positions.map { figures(of: positions[Int($0)]) }.sorted { $0.instrument < $1.instrument }
    }

    public func openOrders(of account: AccountID, on instrument: InstrumentID?) -> [Order] {
        let records = accounts[Int(account.index)].positions.map(Int.init).filter {
            instrument == nil || positions[$0].instrument == instrument
        }
        return records.sorted { positions[$0].instrument < positions[$1].instrument }
            .flatMap { openSlots($0).map { orders[$0].order }.sorted { $0.id < $1.id } }
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
            makersEnabled: markets[index].makersEnabled, updateID: markets[index].updateID)
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
        let market = Int(record.instrument.index)
        let mark = markets[market].prices.mark
        let position = record.position
        return bounded { () throws(ArithmeticOverflow) in
            let notional = try mark.multiplied(by: position.quantity, rounding: .down)
            return PositionFigures(
                instrument: record.instrument, position: position, mark: mark, notional: notional,
                unrealizedProfit: try position.unrealizedProfit(at: mark), leverage: record.leverage,
                maxNotional: record.maxNotional,
                positionInitialMargin: notional.magnitude.divided(by: record.leverage, rounding: .down),
                openOrderInitialMargin: try record.exposure.openOrderInitialMargin(position: notional, leverage: record.leverage),
                maintenanceMargin: notional.isZero ? .zero : try markets[market].brackets.maintenanceMargin(of: notional),
                liquidationPrice: (try? liquidationPrice(of: record)) ?? .zero, exposure: record.exposure,
                openOrderCount: Int(record.openOrderCount), updatedAt: record.updatedAt)
        }
    }

    private func liquidationPrice(of record: PositionRecord) throws(ArithmeticOverflow) -> Price {
        if record.position.isFlat { return .zero }
        let market = Int(record.instrument.index)
        let mark = markets[market].prices.mark
        let cross = try crossAccount(record.account, markets[market].marginAsset)
        let own = try markets[market].brackets.maintenanceMargin(of: mark.multiplied(by: record.position.quantity, rounding: .down))
        return Risk.liquidationPrice(
            of: record.position, wallet: cross.walletBalance, otherMaintenance: cross.maintenanceMargin - own,
            otherProfit: cross.unrealizedProfit - (try record.position.unrealizedProfit(at: mark)),
            brackets: markets[market].brackets)
    }
}

/// A position with what the mark price makes of it.
public struct PositionFigures: Hashable, Sendable {
    public let instrument: InstrumentID
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
