import Primitives
import TradingBots

private let anySize = Quantity(raw: 1)...Quantity(whole: 1_000_000)
private let anyInventory = Quantity(raw: 1)...Quantity(whole: 1_000_000_000)
private let anyDeposit = Money(raw: 1)...World.botDepositsMax

extension MakerTerms {
    init(_ text: WorldText) throws(WorldError) {
        try text.onlyKeys("levels", "touch", "reach", "size", "growth", "inventory", "skew", "carry", "leverage", "deposit")
        self.init(
            levels: Int(try text.required("levels").integer(in: 1...Int64(MakerTerms.levelsMax))),
            touch: try text.required("touch").integer(in: 1...1_000_000),
            reach: try text.required("reach").decimal(in: Rate(raw: 1)...Rate.of("0.5")),
            size: try text.required("size").decimal(in: anySize),
            growth: try text.optional("growth")?.decimal(in: .zero...Rate(whole: 1_000)) ?? .zero,
            inventory: try text.required("inventory").decimal(in: anyInventory),
            skew: try text.optional("skew")?.decimal(in: .zero...Rate.of("0.1")) ?? .zero,
            carry: try text.optional("carry")?.decimal(in: Rate.of("-0.5")...Rate.of("0.5")) ?? .zero,
            leverage: Leverage(Int32(try text.required("leverage").integer(in: 1...1_000))),
            deposit: try text.required("deposit").decimal(in: anyDeposit))
    }
}

extension TakerTerms {
    init(_ text: WorldText) throws(WorldError) {
        try text.onlyKeys("count", "arrivals", "excitement", "halfLifeMilliseconds", "size", "inventory", "leverage", "deposit")
        let perSecond = Rate.zero...Rate(whole: 1_000)
        self.init(
            count: Int(try text.required("count").integer(in: 0...Int64(TakerTerms.countMax))),
            arrivals: try text.required("arrivals").decimal(in: perSecond),
            excitement: try text.optional("excitement")?.decimal(in: perSecond) ?? .zero,
            halfLifeMilliseconds: try text.optional("halfLifeMilliseconds")?.integer(in: 1...3_600_000) ?? 1_000,
            size: try text.required("size").decimal(in: anySize),
            inventory: try text.required("inventory").decimal(in: anyInventory),
            leverage: Leverage(Int32(try text.required("leverage").integer(in: 1...1_000))),
            deposit: try text.required("deposit").decimal(in: anyDeposit))
    }
}
