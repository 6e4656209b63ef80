import CommandsAndEvents
import ExchangePorts
import GatewayKit
import Instruments
import Primitives
import UsdmWire
import WireKit

extension UsdmRows {
    static let status: [UsdmRow] = [
        Row(OrderRateLimitRequest.self) { _, call in
            let policy = call.services.orderCounts
            return [
                OrderRateLimitReply(interval: "SECOND", intervalNumber: 10, limit: policy.perTenSeconds),
                OrderRateLimitReply(interval: "MINUTE", intervalNumber: 1, limit: policy.perMinute),
            ]
        },
        Row(AdlQuantileRequest.self) { request, call in
            let account = try call.requireAccount()
            let id = try call.optionalInstrument(request.symbol)
            let quantiles = try await call.adlQuantiles()
            let (positions, settings) = try await call.read { ($0.positions(of: account), $0.settings(of: account)) }
            return call.instruments(of: positions, only: id).map { instrument, positions in
                AdlQuantileReply(
                    instrument: call.names[instrument], positions: positions, quantiles: quantiles, account: account,
                    hedgeMode: settings.hedgeMode)
            }
        },
        Row(TradingStatusRequest.self) { request, call in
            _ = try call.optionalInstrument(request.symbol)
            return TradingStatusReply(updateTime: call.now.milliseconds)
        },
        Row(PortfolioMarginRequest.self) { request, call in
            guard call.names.assets.contains(where: { $0.name == request.asset }) else { throw UsdmError.assetNotSupported }
            // What keys without portfolio margin are answered.
            throw UsdmError.rejectedKey
        },
    ]
}

extension UsdmCall {
    func adlQuantiles() async throws -> AdlQuantiles {
        try await services.adlRanking.quantiles(of: services.exchange, at: now)
    }

    /// The open positions, by instrument.
    fileprivate func instruments(
        of positions: [PositionState], only wanted: InstrumentID?
    ) -> [(InstrumentID, [PositionState])] {
        let open = positions.filter { !$0.quantity.isZero && (wanted == nil || $0.instrument == wanted) }
        return allInstruments.compactMap { id in
            let here = open.filter { $0.instrument == id }
            return here.isEmpty ? nil : (id, here)
        }
    }
}

extension AdlQuantileReply {
    fileprivate init(
        instrument: Instrument, positions: [PositionState], quantiles: AdlQuantiles, account: AccountID, hedgeMode: Bool
    ) {
        func quantile(_ side: PositionSide) -> Int {
            positions.first { $0.side == side }.map { quantiles.of($0, account) } ?? 0
        }
        // One side alone stands for both here.
        let isCrossHedge = hedgeMode && positions.allSatisfy { $0.marginType == .cross }
        let higher = max(quantile(.long), quantile(.short))
        self.init(
            symbol: instrument.symbol, long: isCrossHedge ? higher : quantile(.long),
            short: isCrossHedge ? higher : quantile(.short), both: quantile(.both), isCrossHedge: isCrossHedge)
    }
}
