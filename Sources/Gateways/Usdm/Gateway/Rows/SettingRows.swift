import CommandsAndEvents
import ExchangePorts
import GatewayKit
import Instruments
import Primitives
import UsdmWire
import WireKit

extension UsdmRows {
    static let settings: [UsdmRow] = [
        Row(LeverageRequest.self) { request, call in
            let account = try call.requireAccount()
            let id = try call.instrument(request.symbol)
            guard (1...125).contains(request.leverage) else { throw UsdmError.invalidLeverage(String(request.leverage)) }
            let command = SetLeverage(account: account, instrument: id, leverage: Leverage(Int32(request.leverage)))
            guard case .leverage(let leverage, let maxNotional) = try await call.submit(.setLeverage(command)) else {
                throw UsdmError.disconnected
            }
            return LeverageReply(symbol: request.symbol, leverage: leverage.times, maxNotional: maxNotional)
        },
        Row(LeverageBracketRequest.self) { request, call in
            try call.oneOrMany(request.symbol) { LeverageBracketReply(call.names[$0]) }
        },
        Row(CommissionRateRequest.self) { request, call in
            let fees = call.names[try call.instrument(request.symbol)].fees
            return CommissionRateReply(symbol: request.symbol, maker: fees.maker, taker: fees.taker)
        },
        Row(SymbolConfigRequest.self) { request, call in
            let account = try call.requireAccount()
            let ids = try call.instruments(request.symbol)
            let names = call.names
            return try await call.read { state in
                ids.compactMap { id in
                    state.symbolSettings(of: account, on: id).map { SymbolConfigReply($0, names[id]) }
                }
            }
        },
        Row(AccountConfigRequest.self) { _, call in AccountConfigReply(flags: AccountFlags(try await call.settings())) },
    ]
}

extension LeverageBracketReply {
    init(_ instrument: Instrument) {
        let steps = instrument.contract.brackets.steps.enumerated().map { index, step in
            Step(
                bracket: index + 1, initialLeverage: step.maxLeverage.times, notionalCap: step.notionalCap.raw / fixedPointUnit,
                notionalFloor: step.notionalFloor.raw / fixedPointUnit, maintenanceMarginRate: step.maintenanceMarginRate,
                cumulative: step.cumulative)
        }
        self.init(symbol: instrument.symbol, brackets: steps)
    }
}

extension SymbolConfigReply {
    init(_ settings: SymbolSettings, _ instrument: Instrument) {
        self.init(
            symbol: instrument.symbol, isIsolated: settings.marginType == .isolated, leverage: settings.leverage.times,
            maxNotional: settings.maxNotional)
    }
}
