import CommandsAndEvents
public import ExchangePorts
import GatewayKit
import Instruments
public import Primitives
import UsdmWire
import WireKit

/// Turns what the market data puts out into the messages of document 001, "Websocket Market Streams".
public final class UsdmMarketStreams: MarketDataListener {
    let hub: StreamHub<UsdmTopic>
    private let catalog: Catalog

    init(hub: StreamHub<UsdmTopic>, catalog: Catalog) {
        self.hub = hub
        self.catalog = catalog
    }

    public func receive(_ message: MarketDataMessage, at time: Timestamp) {
        let events = MarketEvents(names: catalog.names, time: time.milliseconds)
        switch message {
        case .depth(let update):
            hub.publish(.depth(update.instrument, update.speed)) { events.depth(update, levels: .max) }
        case .partialDepth(let update):
            for levels in [5, 10, 20] {
                hub.publish(.partialDepth(update.instrument, levels: levels, update.speed), latestOf: 0) {
                    events.depth(update, levels: levels)
                }
            }
        case .bestPrices(let id, let best): hub.publish(.bookTicker(id), latestOf: 0) { events.bookTicker(id, best) }
        case .allBestPrices(let all):
            for (id, best) in all { hub.publish(.allBookTickers, latestOf: UInt32(id.index)) { events.bookTicker(id, best) } }
        case .trade(let id, let trade): hub.publish(.trade(id)) { events.trade(id, trade) }
        case .aggregateTrade(let id, let trade): hub.publish(.aggregateTrade(id)) { events.aggregateTrade(id, trade) }
        case .candle(let source, let interval, let candle, let closed): publish(source, interval, candle, closed: closed, events)
        case .statistics(let id, let statistics, .mini):
            hub.publish(.miniTicker(id), latestOf: 0) { events.one { $0.miniTicker(id, statistics, &$1) } }
        case .statistics(let id, let statistics, .full):
            hub.publish(.ticker(id), latestOf: 0) { events.one { $0.ticker(id, statistics, &$1) } }
        case .allStatistics(let all):
            hub.publish(.allMiniTickers) { events.many(all) { $0.miniTicker($1.0, $1.1, &$2) } }
            hub.publish(.allTickers) { events.many(all) { $0.ticker($1.0, $1.1, &$2) } }
        case .prices(let all, let thirdSecond): publish(all, thirdSecond: thirdSecond, events)
        case .assetIndexes(let all):
            for index in all { hub.publish(.assetIndex(index.asset)) { events.one { $0.assetIndex(index, &$1) } } }
            hub.publish(.allAssetIndexes) { events.many(all) { $0.assetIndex($1, &$2) } }
        case .compositeIndexes(let all):
            for index in all { hub.publish(.compositeIndex(index.underlying)) { events.compositeIndex(index) } }
        case .liquidation(let id, let order, let fill, let at):
            for topic in [UsdmTopic.liquidation(id), .allLiquidations] {
                hub.publish(topic) { events.liquidation(order, fill, at: at) }
            }
        case .contract(let id, let status, let isListing): publish(id, status, isListing: isListing, events)
        }
    }

    public func endOfBatch(at time: Timestamp) {}

    /// When a contract ends, the types of those that follow it change.
    private func publish(_ id: InstrumentID, _ status: MarketStatus, isListing: Bool, _ events: MarketEvents) {
        let names = events.names
        hub.publish(.contracts) { events.contract(id, status, isListing: isListing) }
        guard status == .closed, names[id].deliveryDate != nil else { return }
        for other in names.contracts(of: names[id].pair)
        where other != id && names[other].deliveryDate != nil && names.status(of: other) != .closed {
            hub.publish(.contracts) { events.contract(other, names.status(of: other), isListing: false) }
        }
    }

    private func publish(_ all: [(InstrumentID, MarketPrices)], thirdSecond: Bool, _ events: MarketEvents) {
        for everySecond in thirdSecond ? [true, false] : [true] {
            for (id, prices) in all {
                hub.publish(.markPrice(id, everySecond: everySecond), latestOf: 0) { events.one { $0.markPrice(id, prices, &$1) } }
            }
            hub.publish(.allMarkPrices(everySecond: everySecond), latestOf: 0) {
                events.many(all) { $0.markPrice($1.0, $1.1, &$2) }
            }
        }
    }
}

/// The messages themselves, field by field.
struct MarketEvents {
    let names: Names
    let time: Int64

    func one(_ write: (MarketEvents, inout JSONWriter) -> Void) -> [UInt8] {
        var json = JSONWriter()
        write(self, &json)
        return json.bytes
    }

    func many<Item>(_ items: [Item], _ write: (MarketEvents, Item, inout JSONWriter) -> Void) -> [UInt8] {
        var json = JSONWriter(reservingCapacity: items.count * 320)
        json.array(items) { write(self, $1, &$0) }
        return json.bytes
    }

    func depth(_ update: DepthUpdate, levels: Int) -> [UInt8] {
        let instrument = names[update.instrument]
        var json = JSONWriter(reservingCapacity: 256 + min(levels, update.bids.count + update.asks.count) * 32)
        json.object { json in
            json.field("e", "depthUpdate")
            json.field("E", time)
            json.field("T", update.transactionTime.milliseconds)
            json.field("s", instrument.symbol)
            json.field("U", update.firstUpdateID)
            json.field("u", update.finalUpdateID)
            json.field("pu", update.previousFinalUpdateID)
            json.key("b")
            update.bids.prefix(levels).wire(instrument.digits).write(to: &json)
            json.key("a")
            update.asks.prefix(levels).wire(instrument.digits).write(to: &json)
        }
        return json.bytes
    }

    func bookTicker(_ id: InstrumentID, _ best: BestPrices) -> [UInt8] {
        let instrument = names[id]
        return one { events, json in
            json.object {
                $0.field("e", "bookTicker")
                $0.field("u", best.updateID)
                $0.field("s", instrument.symbol)
                $0.field("b", best.bid.price, digits: instrument.digits.price)
                $0.field("B", best.bid.quantity, digits: instrument.digits.quantity)
                $0.field("a", best.ask.price, digits: instrument.digits.price)
                $0.field("A", best.ask.quantity, digits: instrument.digits.quantity)
                $0.field("T", best.time.milliseconds)
                $0.field("E", events.time)
            }
        }
    }

    func trade(_ id: InstrumentID, _ trade: PublicTrade) -> [UInt8] {
        let instrument = names[id]
        return one { events, json in
            json.object {
                $0.field("e", "trade")
                $0.field("E", events.time)
                $0.field("T", trade.time.milliseconds)
                $0.field("s", instrument.symbol)
                $0.field("t", trade.id.value)
                $0.field("p", trade.price, digits: instrument.digits.price)
                $0.field("q", trade.quantity, digits: instrument.digits.quantity)
                $0.field("X", "MARKET")
                $0.field("m", trade.takerSide == .sell)
            }
        }
    }

    func aggregateTrade(_ id: InstrumentID, _ trade: AggregateTrade) -> [UInt8] {
        let instrument = names[id]
        return one { events, json in
            json.object {
                $0.field("e", "aggTrade")
                $0.field("E", events.time)
                $0.field("s", instrument.symbol)
                AggregateTradeReply(trade, instrument.digits).writeFields(to: &$0)
            }
        }
    }

    func markPrice(_ id: InstrumentID, _ prices: MarketPrices, _ json: inout JSONWriter) {
        let isFunded = names[id].funding != nil
        json.object {
            $0.field("e", "markPriceUpdate")
            $0.field("E", time)
            $0.field("s", names[id].symbol)
            $0.field("p", prices.mark, digits: 8)
            $0.field("P", prices.settlePrice, digits: 8)
            $0.field("i", prices.index, digits: 8)
            // Contracts that expire are not funded (supplement §5.3).
            if isFunded { $0.field("r", prices.fundingRate, digits: 8) } else { $0.field("r", "") }
            $0.field("T", prices.nextFundingTime.milliseconds)
        }
    }

    func assetIndex(_ index: AssetIndex, _ json: inout JSONWriter) {
        AssetIndexReply(index, names[index.asset]).writeEvent(at: time, to: &json)
    }

    func miniTicker(_ id: InstrumentID, _ statistics: RollingStatistics, _ json: inout JSONWriter) {
        let digits = names[id].digits
        json.object {
            $0.field("e", "24hrMiniTicker")
            $0.field("E", time)
            $0.field("s", names[id].symbol)
            $0.field("c", statistics.last, digits: digits.price)
            $0.field("o", statistics.open, digits: digits.price)
            $0.field("h", statistics.high, digits: digits.price)
            $0.field("l", statistics.low, digits: digits.price)
            $0.field("v", statistics.volume, digits: digits.quantity)
            $0.field("q", statistics.quoteVolume, digits: digits.notional)
        }
    }

    func ticker(_ id: InstrumentID, _ statistics: RollingStatistics, _ json: inout JSONWriter) {
        let digits = names[id].digits
        json.object {
            $0.field("e", "24hrTicker")
            $0.field("E", time)
            $0.field("s", names[id].symbol)
            $0.field("p", statistics.change, digits: digits.price)
            $0.field("P", statistics.changePercent, digits: 3)
            $0.field("w", statistics.weightedAverage, digits: digits.price)
            $0.field("c", statistics.last, digits: digits.price)
            $0.field("Q", statistics.lastQuantity, digits: digits.quantity)
            $0.field("o", statistics.open, digits: digits.price)
            $0.field("h", statistics.high, digits: digits.price)
            $0.field("l", statistics.low, digits: digits.price)
            $0.field("v", statistics.volume, digits: digits.quantity)
            $0.field("q", statistics.quoteVolume, digits: digits.notional)
            $0.field("O", statistics.openTime.milliseconds)
            $0.field("C", statistics.closeTime.milliseconds)
            $0.field("F", statistics.firstTrade.value)
            $0.field("L", statistics.lastTrade.value)
            $0.field("n", statistics.tradeCount)
        }
    }
}
