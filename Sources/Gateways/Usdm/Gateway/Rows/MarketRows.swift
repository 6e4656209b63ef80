import CommandsAndEvents
import ExchangePorts
import GatewayKit
import Instruments
import Primitives
import UsdmWire
import WireKit

extension UsdmRows {
    static let market: [UsdmRow] = [
        Row(DepthRequest.self) { request, call in
            let id = try call.instrument(request.symbol)
            let limit = try depthLimit(request.limit)
            return DepthReply(call.services.marketData.depth(of: id, limit: limit), call.digits(id))
        },
        Row(TradesRequest.self) { request, call in
            let id = try call.instrument(request.symbol)
            let limit = try call.limit(request.limit, fallback: 500, maximum: 1_000)
            let trades = try await call.services.marketData.trades(of: id, fromID: nil, limit: limit)
            return trades.map { TradeReply($0, call.digits(id)) }
        },
        Row(HistoricalTradesRequest.self) { request, call in
            let id = try call.instrument(request.symbol)
            let limit = try call.limit(request.limit, fallback: 500, maximum: 1_000)
            let from = request.fromId.map { TradeID($0) }
            let trades = try await call.services.marketData.trades(of: id, fromID: from, limit: limit)
            return trades.map { TradeReply($0, call.digits(id)) }
        },
        Row(AggregateTradesRequest.self) { request, call in
            let id = try call.instrument(request.symbol)
            let limit = try call.limit(request.limit, fallback: 500, maximum: 1_000)
            if request.fromId != nil && (request.startTime != nil || request.endTime != nil) { throw UsdmError.badCombination }
            try checkSpan(request.startTime, request.endTime, hours: 1)
            let query = AggregateTradeQuery(
                instrument: id, fromID: request.fromId, from: request.startTime.map { Timestamp(milliseconds: $0) },
                to: request.endTime.map { Timestamp(milliseconds: $0) }, limit: limit)
            return try await call.services.marketData.aggregateTrades(query).map { AggregateTradeReply($0, call.digits(id)) }
        },
        Row(PremiumIndexRequest.self) { request, call in
            try call.oneOrMany(request.symbol) { id in
                PremiumIndexReply(call.services.marketData.prices(of: id), call.names[id])
            }
        },
        Row(StatisticsRequest.self) { request, call in
            try call.oneOrMany(request.symbol) { id in
                StatisticsReply(call.services.marketData.statistics(of: id), call.names[id])
            }
        },
        Row(PriceTickerRequest.self) { request, call in try priceTicker(request.symbol, call) },
        Row(PriceTickerV2Request.self) { request, call in try priceTicker(request.symbol, call) },
        Row(BookTickerRequest.self) { request, call in
            try call.oneOrMany(request.symbol) { id in
                BookTickerReply(call.services.marketData.bestPrices(of: id), call.names[id])
            }
        },
        Row(OpenInterestRequest.self) { request, call in
            let id = try call.instrument(request.symbol)
            let open = call.services.marketData.openInterest(of: id)
            return OpenInterestReply(
                symbol: request.symbol, openInterest: open.quantity, time: open.time.milliseconds, digits: call.digits(id))
        },
    ]

    static func depthLimit(_ asked: Int64?) throws(UsdmError) -> Int {
        guard let asked else { return 500 }
        guard let limit = Int(exactly: asked), DepthRequest.limits.contains(limit) else { throw .invalidDepthLimit(String(asked)) }
        return limit
    }

    private static func checkSpan(_ start: Int64?, _ end: Int64?, hours: Int) throws(UsdmError) {
        guard let start, let end else { return }
        if start > end { throw .startAfterEnd }
        let (span, overflow) = end.subtractingReportingOverflow(start)
        if overflow || span >= Int64(hours) * 3_600_000 { throw .moreThanHours(hours) }
    }

    private static func priceTicker(_ symbol: String?, _ call: UsdmCall) throws(UsdmError) -> OneOrMany<PriceTickerReply> {
        try call.oneOrMany(symbol) { id in
            let prices = call.services.marketData.prices(of: id)
            return PriceTickerReply(
                symbol: call.names[id].symbol, price: prices.last, time: prices.lastTradeTime.milliseconds, digits: call.digits(id))
        }
    }
}
