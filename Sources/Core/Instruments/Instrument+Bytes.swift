public import Primitives

/// The binary form of an instrument in snapshots.
extension Instrument {
    public func encode(into writer: inout ByteWriter) {
        writer.write(symbol)
        writer.write(pair)
        writer.write(baseAsset)
        writer.write(quoteAsset)
        writer.write(UInt8(pricePrecision))
        writer.write(UInt8(quantityPrecision))
        writer.write(filters.price.minimum)
        writer.write(filters.price.maximum)
        writer.write(filters.price.tickSize)
        for lotSize in [filters.lotSize, filters.marketLotSize] {
            writer.write(lotSize.minimum)
            writer.write(lotSize.maximum)
            writer.write(lotSize.stepSize)
        }
        writer.write(UInt32(filters.maxNumOrders))
        writer.write(UInt32(filters.maxNumAlgoOrders))
        writer.write(filters.percentPrice.multiplierUp)
        writer.write(filters.percentPrice.multiplierDown)
        writer.write(filters.minNotional)
        writer.write(fees.maker)
        writer.write(fees.taker)
        writer.write(onboardDate.milliseconds)
        writer.write(UInt8(categories.count))
        for category in categories { writer.write(category) }
        switch terms {
        case .perpetual(let perpetual):
            writer.write(UInt8(0))
            perpetual.contract.encode(into: &writer)
            perpetual.funding.encode(into: &writer)
        case .delivery(let delivery):
            writer.write(UInt8(1))
            delivery.contract.encode(into: &writer)
            writer.write(delivery.deliveryDate.milliseconds)
        }
    }

    public init(from reader: inout ByteReader) throws(MalformedBytes) {
        symbol = try reader.read(String.self)
        pair = try reader.read(String.self)
        baseAsset = try reader.read(String.self)
        quoteAsset = try reader.read(String.self)
        pricePrecision = Int(try reader.read(UInt8.self))
        quantityPrecision = Int(try reader.read(UInt8.self))
        let price = PriceFilter(minimum: try reader.read(), maximum: try reader.read(), tickSize: try reader.read())
        let lotSize = LotSizeFilter(minimum: try reader.read(), maximum: try reader.read(), stepSize: try reader.read())
        let marketLotSize = LotSizeFilter(minimum: try reader.read(), maximum: try reader.read(), stepSize: try reader.read())
        filters = Filters(
            price: price, lotSize: lotSize, marketLotSize: marketLotSize, maxNumOrders: Int(try reader.read(UInt32.self)),
            maxNumAlgoOrders: Int(try reader.read(UInt32.self)),
            percentPrice: PercentPriceFilter(multiplierUp: try reader.read(), multiplierDown: try reader.read()),
            minNotional: try reader.read())
        fees = FeeSchedule(maker: try reader.read(), taker: try reader.read())
        onboardDate = Timestamp(milliseconds: try reader.read())
        categories = []
        for _ in 0..<(try reader.read(UInt8.self)) { categories.append(try reader.read(String.self)) }
        switch try reader.read(UInt8.self) {
        case 0:
            terms = .perpetual(
                PerpetualTerms(contract: try ContractTerms(from: &reader), funding: try FundingTerms(from: &reader)))
        case 1:
            terms = .delivery(
                DeliveryTerms(
                    contract: try ContractTerms(from: &reader), deliveryDate: Timestamp(milliseconds: try reader.read())))
        default: throw MalformedBytes("unknown kind of instrument")
        }
    }
}

extension ContractTerms {
    func encode(into writer: inout ByteWriter) {
        writer.write(marginAsset)
        writer.write(UInt8(brackets.steps.count))
        for step in brackets.steps {
            writer.write(step.maxLeverage.times)
            writer.write(step.notionalCap)
            writer.write(step.maintenanceMarginRate)
        }
        writer.write(liquidationFee)
        writer.write(marketTakeBound)
        writer.write(triggerProtect)
    }

    init(from reader: inout ByteReader) throws(MalformedBytes) {
        marginAsset = try reader.read(String.self)
        var rows: [LeverageBrackets.Row] = []
        for _ in 0..<(try reader.read(UInt8.self)) { rows.append((try reader.read(), try reader.read(), try reader.read())) }
        guard let table = LeverageBrackets(rows: rows) else { throw MalformedBytes("not a bracket table") }
        brackets = table
        liquidationFee = try reader.read()
        marketTakeBound = try reader.read()
        triggerProtect = try reader.read()
    }
}

extension FundingTerms {
    func encode(into writer: inout ByteWriter) {
        writer.write(UInt8(intervalHours))
        writer.write(interestRate)
        writer.write(cap)
        writer.write(floor)
    }

    init(from reader: inout ByteReader) throws(MalformedBytes) {
        self.init(
            intervalHours: Int(try reader.read(UInt8.self)), interestRate: try reader.read(), cap: try reader.read(),
            floor: try reader.read())
    }
}
