import ExchangePorts
import GatewayKit
import Instruments
import Primitives
import UsdmWire
import WireKit

/// Candles of all kinds.
extension UsdmRows {
    static let klines: [UsdmRow] = [
        Row(KlinesRequest.self) { request, call in
            let id = try call.instrument(request.symbol)
            let query = try call.query(.trades(id), request.span)
            return try await call.services.marketData.candles(query).map { KlineReply($0, call.digits(id)) }
        },
        Row(ContinuousKlinesRequest.self) { request, call in
            let pair = try call.pair(request.pair)
            guard let contract = ContinuousContract(rawValue: request.contractType.uppercased()) else {
                throw UsdmError.invalidParameter("contractType")
            }
            let query = try call.query(.continuous(pair, contract), request.span)
            guard let digits = call.names.instrument(contract, of: pair)?.digits else { throw UsdmError.invalidPair }
            return try await call.services.marketData.candles(query).map { KlineReply($0, digits) }
        },
        Row(IndexPriceKlinesRequest.self) { request, call in
            let query = try call.query(.indexPrice(try call.pair(request.pair)), request.span)
            return try await call.services.marketData.candles(query).map { PriceKlineReply($0, everySeconds: 1, now: call.now) }
        },
        Row(MarkPriceKlinesRequest.self) { request, call in
            let query = try call.query(.markPrice(try call.instrument(request.symbol)), request.span)
            return try await call.services.marketData.candles(query).map { PriceKlineReply($0, everySeconds: 1, now: call.now) }
        },
        Row(PremiumIndexKlinesRequest.self) { request, call in
            let query = try call.query(.premiumIndex(try call.instrument(request.symbol)), request.span)
            return try await call.services.marketData.candles(query).map { PriceKlineReply($0, everySeconds: 5, now: call.now) }
        },
    ]
}

extension UsdmCall {
    fileprivate func pair(_ name: String) throws(UsdmError) -> UnderlyingID {
        guard let id = names.underlying(name) else { throw .invalidPair }
        return id
    }

    fileprivate func query(_ source: CandleSource, _ span: KlineSpan) throws(UsdmError) -> CandleQuery {
        guard let interval = CandleInterval(rawValue: span.interval) else { throw .invalidInterval }
        if let start = span.startTime, let end = span.endTime, start > end { throw .startAfterEnd }
        return CandleQuery(
            source: source, interval: interval, from: span.startTime.map { Timestamp(milliseconds: $0) },
            to: span.endTime.map { Timestamp(milliseconds: $0) },
            limit: try limit(span.limit, fallback: 500, maximum: 1_500))
    }
}

extension PriceKlineReply {
    /// Counts the prices taken at whole multiples of so many seconds, in the candle and until now.
    init(_ candle: Candle, everySeconds period: Int64, now: Timestamp) {
        let end = min(candle.closeTime.milliseconds, now.milliseconds)
        self.init(
            openTime: candle.openTime.milliseconds, open: candle.open, high: candle.high, low: candle.low, close: candle.close,
            closeTime: candle.closeTime.milliseconds, sampleCount: max(0, end - candle.openTime.milliseconds) / (period * 1_000) + 1
        )
    }
}
