import ExchangePorts
import GatewayKit
import Instruments
import Primitives
import WireKit

extension UsdmMarketStreams {
    /// A perpetual's candles go out as those of its symbol and as those of its pair.
    func publish(_ source: CandleSource, _ interval: CandleInterval, _ candle: Candle, closed: Bool, _ events: MarketEvents) {
        switch source {
        case .trades(let id):
            hub.publish(.kline(id, interval)) { events.kline(id, interval, candle, closed: closed) }
            guard case .perpetual = events.names[id].terms, let pair = events.names.underlying(events.names[id].pair) else {
                return
            }
            publish(pair, .perpetual, interval, candle, closed: closed, events)
        case .continuous(let pair, let contract): publish(pair, contract, interval, candle, closed: closed, events)
        case .indexPrice, .markPrice, .premiumIndex: return
        }
    }

    private func publish(
        _ pair: UnderlyingID, _ contract: ContinuousContract, _ interval: CandleInterval, _ candle: Candle, closed: Bool,
        _ events: MarketEvents
    ) {
        hub.publish(.continuousKline(pair, contract, interval)) {
            events.continuousKline(pair, contract, interval, candle, closed: closed)
        }
    }
}

/// Document 001, "Kline/Candlestick Streams" and "Continuous Contract Kline/Candlestick Streams".
extension MarketEvents {
    func kline(_ id: InstrumentID, _ interval: CandleInterval, _ candle: Candle, closed: Bool) -> [UInt8] {
        let instrument = names[id]
        return one { events, json in
            json.object { json in
                json.field("e", "kline")
                json.field("E", events.time)
                json.field("s", instrument.symbol)
                json.key("k")
                json.object {
                    $0.field("t", candle.openTime.milliseconds)
                    $0.field("T", candle.closeTime.milliseconds)
                    $0.field("s", instrument.symbol)
                    events.figures(interval, candle, closed: closed, instrument, &$0)
                }
            }
        }
    }

    func continuousKline(
        _ pair: UnderlyingID, _ contract: ContinuousContract, _ interval: CandleInterval, _ candle: Candle, closed: Bool
    ) -> [UInt8] {
        guard let instrument = names.instrument(contract, of: pair) else { return [] }
        return one { events, json in
            json.object { json in
                json.field("e", "continuous_kline")
                json.field("E", events.time)
                json.field("ps", events.names[pair].name)
                json.field("ct", contract.rawValue)
                json.key("k")
                json.object {
                    $0.field("t", candle.openTime.milliseconds)
                    $0.field("T", candle.closeTime.milliseconds)
                    events.figures(interval, candle, closed: closed, instrument, &$0)
                }
            }
        }
    }

    private func figures(
        _ interval: CandleInterval, _ candle: Candle, closed: Bool, _ instrument: Instrument, _ json: inout JSONWriter
    ) {
        let digits = instrument.digits
        json.field("i", interval.rawValue)
        json.field("f", candle.firstTrade.value)
        json.field("L", candle.lastTrade.value)
        json.field("o", candle.open, digits: digits.price)
        json.field("c", candle.close, digits: digits.price)
        json.field("h", candle.high, digits: digits.price)
        json.field("l", candle.low, digits: digits.price)
        json.field("v", candle.volume, digits: digits.quantity)
        json.field("n", candle.tradeCount)
        json.field("x", closed)
        json.field("q", candle.quoteVolume, digits: digits.notional)
        json.field("V", candle.takerBuyVolume, digits: digits.quantity)
        json.field("Q", candle.takerBuyQuoteVolume, digits: digits.notional)
        json.field("B", "0")
    }
}

extension Names {
    /// What a continuous series follows now, in whose digits it is told; where there is no such contract, any of the pair.
    func instrument(_ contract: ContinuousContract, of pair: UnderlyingID) -> Instrument? {
        let name = self[pair].name
        let kind: ContractKind =
            switch contract {
            case .perpetual: .perpetual
            case .currentQuarter: .currentQuarter
            case .nextQuarter: .nextQuarter
            }
        return (self.contract(kind, of: name) ?? contracts(of: name).first).map { self[$0] }
    }
}
