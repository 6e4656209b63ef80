import CommandsAndEvents
import Primitives
import TradingBots

/// What says how much assets are worth in US dollars: pegs, and the indexes of underlyings.
struct AssetIndexes {
    /// Where an asset of the world is found on the exchange, and the underlying whose index is its own.
    struct Place: Sendable {
        var asset: AssetID
        var underlying: UnderlyingID?
    }

    /// What stands on the exchange now; zero where nothing does.
    struct Sight: Sendable {
        var price: Price
        var index: Price
    }

    let places: [Place]
    /// By place; nil where an underlying's index counts.
    private var pegs: [PeggedPrice?]
    private var movedAt: Timestamp?

    /// `underlying` finds one by its name.
    init(_ assets: [(ListedAsset, AssetID)], underlying: (String) -> UnderlyingID?, random: RandomStream) {
        var places: [Place] = []
        var pegs: [PeggedPrice?] = []
        for (listed, id) in assets {
            switch listed.index {
            case nil: continue
            case .underlying(let name):
                guard let found = underlying(name) else { continue }
                places.append(Place(asset: id, underlying: found))
                pegs.append(nil)
            case .peg(let price, let noise):
                places.append(Place(asset: id, underlying: nil))
                pegs.append(PeggedPrice(peg: price, noise: noise, random: random.derived("asset \(listed.name)")))
            }
        }
        self.places = places
        self.pegs = pegs
    }

    /// The prices that are not what the exchange has. Pegs move once a second, however often this is called.
    mutating func act(seeing sights: [Sight], at time: Timestamp) -> [Command] {
        let second = time.floored(toMilliseconds: 1_000)
        let moves = movedAt.map { second > $0 } ?? true
        if moves { movedAt = second }
        var commands: [Command] = []
        for (place, sight) in zip(places.indices, sights) {
            if moves { pegs[place]?.step() }
            let price = pegs[place]?.price ?? sight.index
            if price.isPositive && price != sight.price {
                commands.append(.updateAssetIndex(UpdateAssetIndex(asset: places[place].asset, price: price)))
            }
        }
        return commands
    }
}
