import CommandsAndEvents
import ExchangePorts
import GatewayKit
import Instruments
import Primitives
import UsdmWire

extension UsdmRows {
    static let funding: [UsdmRow] = [
        Row(FundingRateRequest.self) { request, call in
            let id = try call.optionalInstrument(request.symbol)
            let limit = try call.limit(request.limit, fallback: 100, maximum: 1_000)
            if let start = request.startTime, let end = request.endTime, start > end { throw UsdmError.startAfterEnd }
            let query = FundingQuery(
                instrument: id, from: request.startTime.map { Timestamp(milliseconds: $0) },
                to: request.endTime.map { Timestamp(milliseconds: $0) }, limit: limit)
            return call.services.marketRecords.fundings(query).map { FundingRateReply($0, call.names[$0.instrument]) }
        },
        Row(FundingInfoRequest.self) { _, call in
            call.allInstruments.filter { call.names.status(of: $0) != .closed }.compactMap { FundingInfoReply(call.names[$0]) }
        },
    ]
}

extension FundingRateReply {
    init(_ settled: FundingSettled, _ instrument: Instrument) {
        self.init(
            symbol: instrument.symbol, fundingTime: settled.time.milliseconds, fundingRate: settled.rate, markPrice: settled.mark)
    }
}

extension FundingInfoReply {
    /// Nil for a contract whose funding is as usual, or that has none.
    fileprivate init?(_ instrument: Instrument) {
        guard let funding = instrument.funding, !funding.isUsual(for: instrument.contract.brackets) else { return nil }
        self.init(
            symbol: instrument.symbol, cap: funding.cap, floor: funding.floor, intervalHours: funding.intervalHours)
    }
}

extension FundingTerms {
    private static let usualIntervalHours = 8
    /// Two per cent.
    private static let usualCap = Rate(raw: fixedPointUnit / 50)

    /// Every eight hours, and capped at three quarters of the lowest maintenance margin rate or at two per cent (supplement §9.3).
    fileprivate func isUsual(for brackets: LeverageBrackets) -> Bool {
        guard intervalHours == Self.usualIntervalHours, floor.raw == -cap.raw else { return false }
        return cap == Self.usualCap || brackets.steps.first.map { cap.raw == $0.maintenanceMarginRate.raw * 3 / 4 } ?? false
    }
}
