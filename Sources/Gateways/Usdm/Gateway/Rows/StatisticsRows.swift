import ExchangePorts
import GatewayKit
import Instruments
import Primitives
import UsdmWire

extension UsdmRows {
    static let statistics: [UsdmRow] = [
        Row(OpenInterestHistoryRequest.self) { request, call in
            try call.samples(of: request.symbol, request.span).map { sample in
                OpenInterestHistoryReply(
                    symbol: request.symbol, openInterest: sample.openInterest,
                    value: notional(sample.mark, sample.openInterest), timestamp: sample.time.milliseconds)
            }
        },
        Row(TopAccountRatioRequest.self) { request, call in
            try call.samples(of: request.symbol, request.span).compactMap { sample in
                LongShortRatioReply(
                    request.symbol, long: sample.topAccounts.long, short: sample.topAccounts.short, at: sample.time)
            }
        },
        Row(TopPositionRatioRequest.self) { request, call in
            try call.samples(of: request.symbol, request.span).compactMap { sample in
                LongShortRatioReply(
                    request.symbol, long: sample.topPositions.long.raw, short: sample.topPositions.short.raw, at: sample.time)
            }
        },
        Row(GlobalAccountRatioRequest.self) { request, call in
            try call.samples(of: request.symbol, request.span).compactMap { sample in
                LongShortRatioReply(request.symbol, long: sample.accounts.long, short: sample.accounts.short, at: sample.time)
            }
        },
        Row(TakerVolumeRequest.self) { request, call in
            let id = try call.instrument(request.symbol)
            let window = try StatisticsWindow(request.span, call)
            let samples = call.services.marketRecords.samples(
                of: id, from: window.from, to: window.to.advanced(byMilliseconds: window.period))
            return window.limited(TakerVolumeReply.rows(of: samples, window, endedBy: call.now))
        },
        Row(BasisRequest.self) { request, call in
            let window = try StatisticsWindow(request.span, call)
            return window.limited(try call.basis(request, window))
        },
    ]
}

/// The rows of a statistic that a request asks for. A row is named by the start of its period (supplement §11).
struct StatisticsWindow {
    /// In milliseconds.
    let period: Int64
    let from: Timestamp
    let to: Timestamp
    private let limit: Int
    private let isFromStart: Bool

    private static let keptMilliseconds: Int64 = 30 * 86_400_000

    init(_ span: StatisticsSpan, _ call: UsdmCall) throws(UsdmError) {
        period = span.period.minutes * 60_000
        limit = try call.limit(span.limit, fallback: 30, maximum: 500)
        let earliest = call.now.advanced(byMilliseconds: -Self.keptMilliseconds)
        if let start = span.startTime, let end = span.endTime, start > end { throw .startAfterEnd }
        if let start = span.startTime, start < earliest.milliseconds { throw .invalidParameter("startTime") }
        isFromStart = span.startTime != nil
        from = span.startTime.map { Timestamp(milliseconds: $0) } ?? earliest
        to = min(call.now, span.endTime.map { Timestamp(milliseconds: $0) } ?? call.now)
    }

    func begins(at time: Timestamp) -> Bool { time.milliseconds % period == 0 }

    /// The first rows from a start time on, otherwise the latest.
    func limited<Item>(_ rows: [Item]) -> [Item] { isFromStart ? Array(rows.prefix(limit)) : rows.suffix(limit) }
}

extension UsdmCall {
    /// How a market stood at the beginning of each period.
    fileprivate func samples(of symbol: String, _ span: StatisticsSpan) throws(UsdmError) -> [MarketSample] {
        let id = try instrument(symbol)
        let window = try StatisticsWindow(span, self)
        let samples = services.marketRecords.samples(of: id, from: window.from, to: window.to)
        return window.limited(samples.filter { window.begins(at: $0.time) })
    }

    fileprivate func basis(_ request: BasisRequest, _ window: StatisticsWindow) throws(UsdmError) -> [BasisReply] {
        let contracts = names.contracts(of: request.pair)
        if contracts.isEmpty { throw .invalidPair }
        let isPerpetual = request.contractType == .PERPETUAL
        // Which contract was the current quarter goes by who was still there at the time.
        let candidates = contracts.filter { (names[$0].deliveryDate == nil) == isPerpetual }
            .sorted { (names[$0].deliveryDate ?? .zero, $0) < (names[$1].deliveryDate ?? .zero, $1) }
        var standing: [Timestamp: [MarketSample]] = [:]
        for candidate in candidates {
            for sample in services.marketRecords.samples(of: candidate, from: window.from, to: window.to)
            where window.begins(at: sample.time) {
                standing[sample.time, default: []].append(sample)
            }
        }
        let place = request.contractType == .NEXT_QUARTER ? 1 : 0
        let samples = standing.values.compactMap { $0.count > place ? $0[place] : nil }.sorted { $0.time < $1.time }
        return samples.compactMap { BasisReply($0, names[$0.instrument], request.contractType) }
    }
}

extension LongShortRatioReply {
    /// Nil when nobody is either.
    fileprivate init?(_ symbol: String, long: Int64, short: Int64, at time: Timestamp) {
        let both = Int128(long) + Int128(short)
        if both == 0 { return nil }
        self.init(
            symbol: symbol, ratio: part(long, of: Int128(short)), long: part(long, of: both) ?? .zero,
            short: part(short, of: both) ?? .zero, timestamp: time.milliseconds)
    }
}

extension TakerVolumeReply {
    /// A row for each whole period. A sample counts to the period it ends in.
    fileprivate static func rows(
        of samples: [MarketSample], _ window: StatisticsWindow, endedBy now: Timestamp
    ) -> [TakerVolumeReply] {
        var sums: [(start: Timestamp, bought: Int128, sold: Int128)] = []
        for sample in samples {
            let start = Timestamp(milliseconds: sample.time.milliseconds - 1).floored(toMilliseconds: window.period)
            if start < window.from || start > window.to || start.advanced(byMilliseconds: window.period) > now { continue }
            if sums.last?.start != start { sums.append((start, 0, 0)) }
            sums[sums.count - 1].bought += Int128(sample.takerBuyVolume.raw)
            sums[sums.count - 1].sold += Int128(sample.takerSellVolume.raw)
        }
        return sums.map { sum in
            let bought = Quantity.clamping(sum.bought)
            return TakerVolumeReply(
                ratio: part(bought.raw, of: sum.sold), bought: bought, sold: .clamping(sum.sold),
                timestamp: sum.start.milliseconds)
        }
    }
}

extension BasisReply {
    private static let yearMilliseconds: Int128 = 365 * 86_400_000

    /// Nil before the contract has traded.
    fileprivate init?(_ sample: MarketSample, _ instrument: Instrument, _ type: ContractTypeText) {
        guard sample.last.isPositive, sample.index.isPositive else { return nil }
        let basis = Price(raw: sample.last.raw - sample.index.raw)
        let rate = part(basis.raw, of: Int128(sample.index.raw)) ?? .zero
        let left = instrument.deliveryDate.map { Int128($0.milliseconds - sample.time.milliseconds) }
        self.init(
            pair: instrument.pair, contractType: type, indexPrice: sample.index, futuresPrice: sample.last, basis: basis,
            basisRate: rate,
            annualizedBasisRate: left.flatMap { $0 > 0 ? .clamping(Int128(rate.raw) * Self.yearMilliseconds / $0) : nil },
            timestamp: sample.time.milliseconds, digits: instrument.digits)
    }
}

/// Rounded towards zero. Nil when it is a part of nothing.
private func part(_ amount: Int64, of whole: Int128) -> Rate? {
    whole == 0 ? nil : .clamping(Int128(amount) * Int128(fixedPointUnit) / whole)
}
