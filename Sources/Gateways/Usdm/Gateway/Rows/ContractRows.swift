import CommandsAndEvents
import ExchangePorts
import GatewayKit
import Instruments
import Primitives
import UsdmWire

extension UsdmRows {
    static let contracts: [UsdmRow] = [
        Row(DeliveryPriceRequest.self) { request, call in
            let contracts = call.names.contracts(of: request.pair)
            if contracts.isEmpty { throw UsdmError.invalidPair }
            let ending = contracts.filter { call.names[$0].deliveryDate != nil }
            return call.services.marketRecords.deliveries(of: Set(ending)).map {
                DeliveryPriceReply(deliveryTime: $0.time.milliseconds, deliveryPrice: $0.price)
            }
        },
        Row(RetailDepthRequest.self) { request, call in
            let id = try call.instrument(request.symbol)
            let limit = try depthLimit(request.limit ?? 1_000)
            return DepthReply(call.services.marketData.depth(of: id, limit: limit), call.digits(id))
        },
        Row(InsuranceBalanceRequest.self) { request, call in
            _ = try call.optionalInstrument(request.symbol)
            let names = call.names
            let funds = names.accounts.indices.filter { names.accounts[$0].kind == .insuranceFund }.map { AccountID(UInt32($0)) }
            let (time, totals, positions) = try await call.read { state in
                (state.time, state.totals(), funds.flatMap { state.positions(of: $0) })
            }
            // One fund stands behind all symbols.
            let fund = InsuranceBalanceReply(names, totals, positions, time)
            return request.symbol == nil ? .many([fund]) : .one(fund)
        },
        Row(TradingScheduleRequest.self) { _, call in TradingScheduleReply(updateTime: call.now.milliseconds) },
    ]
}

extension InsuranceBalanceReply {
    /// What the fund has of every asset that contracts settle in, with the unrealised profit of what it took over.
    fileprivate init(_ names: Names, _ totals: [AssetTotals], _ positions: [PositionState], _ time: Timestamp) {
        let open = names.instruments.indices.filter { names.status(of: InstrumentID(UInt16($0))) != .closed }
        let margins = Set(names.instruments.map(\.contract.marginAsset))
        let balances = totals.filter { margins.contains(names[$0.asset].name) }.map { total in
            let asset = names[total.asset].name
            let held = positions.filter { names[$0.instrument].contract.marginAsset == asset }
            let profit = held.reduce(Int128(0)) { $0 + Int128($1.unrealizedProfit.raw) }
            return Balance(asset: asset, marginBalance: .clamping(Int128(total.insurance.raw) + profit))
        }
        self.init(symbols: open.map { names.instruments[$0].symbol }, balances: balances, updateTime: time.milliseconds)
    }
}

extension Names {
    /// What a contract is, in the words of the API. A delivery contract that is closed was the current quarter until then.
    func contractType(of id: InstrumentID) -> String {
        switch kind(of: id) {
        case .perpetual: status(of: id) == .trading || status(of: id) == .pendingTrading ? "PERPETUAL" : "PERPETUAL_DELIVERING"
        case .currentQuarter, nil: ContractTypeText.CURRENT_QUARTER.rawValue
        case .nextQuarter: ContractTypeText.NEXT_QUARTER.rawValue
        }
    }
}

extension Instrument {
    /// In the words of the API: what ends at a date is delivered, anything else is settled (supplement §1, §9.4).
    func statusText(_ status: MarketStatus) -> String {
        switch status {
        case .pendingTrading: "PENDING_TRADING"
        case .trading: "TRADING"
        case .closing: deliveryDate == nil ? "PRE_SETTLE" : "PRE_DELIVERING"
        case .closed: deliveryDate == nil ? "CLOSE" : "DELIVERED"
        }
    }

    /// What the documents give as delivery date of a contract that is never delivered.
    private static let neverDelivered: Int64 = 4_133_404_800_000

    var deliveryMilliseconds: Int64 { deliveryDate?.milliseconds ?? Self.neverDelivered }
}

extension ContractEvent {
    init(_ id: InstrumentID, _ names: Names, status: MarketStatus, isListing: Bool) {
        let instrument = names[id]
        self.init(
            symbol: instrument.symbol, pair: instrument.pair, contractType: names.contractType(of: id),
            deliveryDate: instrument.deliveryMilliseconds, onboardDate: instrument.onboardDate.milliseconds,
            status: instrument.statusText(status), brackets: isListing ? instrument.contract.brackets.wire : nil)
    }
}

extension LeverageBrackets {
    /// A bracket's lowest leverage is one more than what the next permits.
    fileprivate var wire: [ContractEvent.Bracket] {
        steps.enumerated().map { index, step in
            ContractEvent.Bracket(
                number: index + 1, notionalFloor: step.notionalFloor.raw / fixedPointUnit,
                notionalCap: step.notionalCap.raw / fixedPointUnit, maintenanceMarginRate: step.maintenanceMarginRate,
                cumulative: step.cumulative, minLeverage: index + 1 < steps.count ? steps[index + 1].maxLeverage.times + 1 : 1,
                maxLeverage: step.maxLeverage.times)
        }
    }
}
