import Instruments
import Primitives

extension CommandCodecV1 {
    static func encode(_ asset: Asset, into writer: inout ByteWriter) {
        writer.write(name: asset.name)
        writer.write(asset.marginAvailable)
    }

    static func decodeAsset(_ reader: inout ByteReader) throws(MalformedBytes) -> Asset {
        Asset(name: try reader.readName(), marginAvailable: try reader.read(Bool.self))
    }

    static func encode(_ buffers: CollateralBuffers, into writer: inout ByteWriter) {
        writer.write(buffers.bid)
        writer.write(buffers.ask)
        writer.write(buffers.autoExchangeBid)
        writer.write(buffers.autoExchangeAsk)
    }

    static func decodeAssetWithBuffers(_ reader: inout ByteReader) throws(MalformedBytes) -> Asset {
        var asset = try decodeAsset(&reader)
        asset.buffers = CollateralBuffers(
            bid: try reader.read(Rate.self), ask: try reader.read(Rate.self), autoExchangeBid: try reader.read(Rate.self),
            autoExchangeAsk: try reader.read(Rate.self))
        guard asset.buffers != CollateralBuffers() else { throw MalformedBytes("an asset without buffers has a tag of its own") }
        return asset
    }

    static func encode(_ instrument: Instrument, into writer: inout ByteWriter) {
        writer.write(name: instrument.symbol)
        writer.write(name: instrument.pair)
        writer.write(name: instrument.baseAsset)
        writer.write(name: instrument.quoteAsset)
        writer.write(Int64(instrument.pricePrecision))
        writer.write(Int64(instrument.quantityPrecision))
        encode(instrument.filters, into: &writer)
        writer.write(instrument.fees.maker)
        writer.write(instrument.fees.taker)
        encode(instrument.terms, into: &writer)
        writer.write(instrument.onboardDate.milliseconds)
        writer.write(UInt32(clamping: instrument.categories.count))
        for category in instrument.categories { writer.write(name: category) }
    }

    static func decodeInstrument(_ reader: inout ByteReader) throws(MalformedBytes) -> Instrument {
        Instrument(
            symbol: try reader.readName(), pair: try reader.readName(), baseAsset: try reader.readName(),
            quoteAsset: try reader.readName(), pricePrecision: try reader.readWhole(), quantityPrecision: try reader.readWhole(),
            filters: try decodeFilters(&reader),
            fees: FeeSchedule(maker: try reader.read(Rate.self), taker: try reader.read(Rate.self)),
            terms: try decodeTerms(&reader), onboardDate: Timestamp(milliseconds: try reader.read(Int64.self)),
            categories: try decodeCategories(&reader))
    }

    private static func decodeCategories(_ reader: inout ByteReader) throws(MalformedBytes) -> [String] {
        var categories: [String] = []
        for _ in 0..<(try reader.read(UInt32.self)) { categories.append(try reader.readName()) }
        return categories
    }

    // MARK: Underlyings

    private static let venuesTag: UInt8 = 0
    private static let basketTag: UInt8 = 1

    static func encode(_ underlying: Underlying, into writer: inout ByteWriter) {
        writer.write(name: underlying.name)
        switch underlying.composition {
        case .venues(let venues):
            writer.write(venuesTag)
            writer.write(UInt8(clamping: venues.count))
            for venue in venues.prefix(Int(UInt8.max)) {
                writer.write(name: venue.name)
                writer.write(name: venue.symbol)
                writer.write(venue.weight)
            }
        case .basket(let components):
            writer.write(basketTag)
            writer.write(UInt8(clamping: components.count))
            for component in components.prefix(Int(UInt8.max)) {
                writer.write(name: component.underlying)
                writer.write(name: component.baseAsset)
                writer.write(name: component.quoteAsset)
                writer.write(component.weight)
            }
        }
    }

    static func decodeUnderlying(_ reader: inout ByteReader) throws(MalformedBytes) -> Underlying {
        let name = try reader.readName()
        let tag = try reader.read(UInt8.self)
        let count = try reader.read(UInt8.self)
        switch tag {
        case venuesTag:
            var venues: [Underlying.Venue] = []
            for _ in 0..<count {
                venues.append(
                    Underlying.Venue(
                        name: try reader.readName(), symbol: try reader.readName(), weight: try reader.read(Rate.self)))
            }
            return Underlying(name: name, composition: .venues(venues))
        case basketTag:
            var components: [Underlying.Component] = []
            for _ in 0..<count {
                components.append(
                    Underlying.Component(
                        underlying: try reader.readName(), baseAsset: try reader.readName(),
                        quoteAsset: try reader.readName(), weight: try reader.read(Rate.self)))
            }
            return Underlying(name: name, composition: .basket(components))
        default: throw MalformedBytes("composition of an underlying")
        }
    }

    // MARK: Filters

    private static func encode(_ filters: Filters, into writer: inout ByteWriter) {
        writer.write(filters.price.minimum)
        writer.write(filters.price.maximum)
        writer.write(filters.price.tickSize)
        encode(filters.lotSize, into: &writer)
        encode(filters.marketLotSize, into: &writer)
        writer.write(Int64(filters.maxNumOrders))
        writer.write(Int64(filters.maxNumAlgoOrders))
        writer.write(filters.percentPrice.multiplierUp)
        writer.write(filters.percentPrice.multiplierDown)
        writer.write(filters.minNotional)
    }

    private static func decodeFilters(_ reader: inout ByteReader) throws(MalformedBytes) -> Filters {
        Filters(
            price: PriceFilter(
                minimum: try reader.read(Price.self), maximum: try reader.read(Price.self), tickSize: try reader.read(Price.self)),
            lotSize: try decodeLotSize(&reader), marketLotSize: try decodeLotSize(&reader),
            maxNumOrders: try reader.readWhole(), maxNumAlgoOrders: try reader.readWhole(),
            percentPrice: PercentPriceFilter(
                multiplierUp: try reader.read(Rate.self), multiplierDown: try reader.read(Rate.self)),
            minNotional: try reader.read(Money.self))
    }

    private static func encode(_ filter: LotSizeFilter, into writer: inout ByteWriter) {
        writer.write(filter.minimum)
        writer.write(filter.maximum)
        writer.write(filter.stepSize)
    }

    private static func decodeLotSize(_ reader: inout ByteReader) throws(MalformedBytes) -> LotSizeFilter {
        LotSizeFilter(
            minimum: try reader.read(Quantity.self), maximum: try reader.read(Quantity.self),
            stepSize: try reader.read(Quantity.self))
    }

    // MARK: Terms

    private static let perpetualTag: UInt8 = 0
    private static let deliveryTag: UInt8 = 1

    private static func encode(_ terms: Instrument.Terms, into writer: inout ByteWriter) {
        switch terms {
        case .perpetual(let perpetual):
            writer.write(perpetualTag)
            encode(perpetual.contract, into: &writer)
            writer.write(Int64(perpetual.funding.intervalHours))
            writer.write(perpetual.funding.interestRate)
            writer.write(perpetual.funding.cap)
            writer.write(perpetual.funding.floor)
        case .delivery(let delivery):
            writer.write(deliveryTag)
            encode(delivery.contract, into: &writer)
            writer.write(delivery.deliveryDate.milliseconds)
        }
    }

    private static func encode(_ contract: ContractTerms, into writer: inout ByteWriter) {
        writer.write(name: contract.marginAsset)
        encode(contract.brackets, into: &writer)
        writer.write(contract.liquidationFee)
        writer.write(contract.marketTakeBound)
        writer.write(contract.triggerProtect)
    }

    private static func decodeTerms(_ reader: inout ByteReader) throws(MalformedBytes) -> Instrument.Terms {
        switch try reader.read(UInt8.self) {
        case perpetualTag:
            return .perpetual(
                PerpetualTerms(
                    contract: try decodeContract(&reader),
                    funding: FundingTerms(
                        intervalHours: try reader.readWhole(), interestRate: try reader.read(Rate.self),
                        cap: try reader.read(Rate.self), floor: try reader.read(Rate.self))))
        case deliveryTag:
            return .delivery(
                DeliveryTerms(
                    contract: try decodeContract(&reader),
                    deliveryDate: Timestamp(milliseconds: try reader.read(Int64.self))))
        default: throw MalformedBytes("instrument terms")
        }
    }

    private static func decodeContract(_ reader: inout ByteReader) throws(MalformedBytes) -> ContractTerms {
        ContractTerms(
            marginAsset: try reader.readName(), brackets: try decodeBrackets(&reader),
            liquidationFee: try reader.read(Rate.self), marketTakeBound: try reader.read(Rate.self),
            triggerProtect: try reader.read(Rate.self))
    }

    /// Only the published columns: floor and cumulative follow from them.
    private static func encode(_ brackets: LeverageBrackets, into writer: inout ByteWriter) {
        writer.write(UInt32(clamping: brackets.steps.count))
        for step in brackets.steps {
            writer.write(step.maxLeverage.times)
            writer.write(step.notionalCap)
            writer.write(step.maintenanceMarginRate)
        }
    }

    private static func decodeBrackets(_ reader: inout ByteReader) throws(MalformedBytes) -> LeverageBrackets {
        var rows: [LeverageBrackets.Row] = []
        for _ in 0..<(try reader.read(UInt32.self)) {
            rows.append((try reader.read(Int32.self), try reader.read(Money.self), try reader.read(Rate.self)))
        }
        guard cumulativeFits(rows), let brackets = LeverageBrackets(rows: rows) else {
            throw MalformedBytes("leverage brackets")
        }
        return brackets
    }

    /// Garbled rows may describe a table whose cumulative amounts leave 64 bits, which the table's own sum would trap on.
    private static func cumulativeFits(_ rows: [LeverageBrackets.Row]) -> Bool {
        var floor: Int128 = 0
        var rate: Int128 = 0
        var cumulative: Int128 = 0
        for row in rows {
            guard row.notionalCap.raw > floor, row.maintenanceMarginRate.raw > rate else { return false }
            cumulative += floor * (Int128(row.maintenanceMarginRate.raw) - rate) / Int128(fixedPointUnit)
            guard cumulative <= Int128(Int64.max) else { return false }
            floor = Int128(row.notionalCap.raw)
            rate = Int128(row.maintenanceMarginRate.raw)
        }
        return true
    }
}
