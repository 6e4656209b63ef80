public import Primitives
public import WireKit

public struct DeliveryPriceRequest: WireRequest {
    public typealias Reply = [DeliveryPriceReply]
    public static let contract = Contract(
        .get, "/futures/data/delivery-price", access: .none, weight: .fixed(0), sharedLimit: .statistics,
        summary: "Prices at which contracts of a pair were delivered")
    public var pair: String
    public init(from reader: inout ParameterReader) throws(ParameterFault) { pair = try reader.text("pair") }
}

public struct DeliveryPriceReply: WireReply {
    public var deliveryTime: Int64
    public var deliveryPrice: Price
    public init(deliveryTime: Int64, deliveryPrice: Price) {
        self.deliveryTime = deliveryTime
        self.deliveryPrice = deliveryPrice
    }
    public func write(to json: inout JSONWriter) {
        json.object {
            $0.field("deliveryTime", deliveryTime)
            $0.key("deliveryPrice")
            $0.number(deliveryPrice)
        }
    }
}

/// A contract as the stream of contracts tells it.
public struct ContractEvent: Sendable {
    public struct Bracket: Sendable {
        public var number: Int
        public var notionalFloor: Int64
        public var notionalCap: Int64
        public var maintenanceMarginRate: Rate
        public var cumulative: Money
        public var minLeverage: Int32
        public var maxLeverage: Int32
        public init(
            number: Int, notionalFloor: Int64, notionalCap: Int64, maintenanceMarginRate: Rate, cumulative: Money,
            minLeverage: Int32, maxLeverage: Int32
        ) {
            self.number = number
            self.notionalFloor = notionalFloor
            self.notionalCap = notionalCap
            self.maintenanceMarginRate = maintenanceMarginRate
            self.cumulative = cumulative
            self.minLeverage = minLeverage
            self.maxLeverage = maxLeverage
        }
    }

    public var symbol: String
    public var pair: String
    public var contractType: String
    public var deliveryDate: Int64
    public var onboardDate: Int64
    public var status: String
    /// Only when they are new.
    public var brackets: [Bracket]?

    public init(
        symbol: String, pair: String, contractType: String, deliveryDate: Int64, onboardDate: Int64, status: String,
        brackets: [Bracket]?
    ) {
        self.symbol = symbol
        self.pair = pair
        self.contractType = contractType
        self.deliveryDate = deliveryDate
        self.onboardDate = onboardDate
        self.status = status
        self.brackets = brackets
    }

    public func write(at eventTime: Int64, to json: inout JSONWriter) {
        json.object { json in
            json.field("e", "contractInfo")
            json.field("E", eventTime)
            json.field("s", symbol)
            json.field("ps", pair)
            json.field("ct", contractType)
            json.field("dt", deliveryDate)
            json.field("ot", onboardDate)
            json.field("cs", status)
            guard let brackets else { return }
            json.key("bks")
            json.array(brackets) { json, bracket in
                json.object {
                    $0.field("bs", bracket.number)
                    $0.field("bnf", bracket.notionalFloor)
                    $0.field("bnc", bracket.notionalCap)
                    $0.key("mmr")
                    $0.number(bracket.maintenanceMarginRate)
                    $0.key("cf")
                    $0.number(bracket.cumulative)
                    $0.field("mi", bracket.minLeverage)
                    $0.field("ma", bracket.maxLeverage)
                }
            }
        }
    }
}
