import CommandsAndEvents
import ExchangePorts
import Instruments
import Primitives

/// What assets are worth in US dollars, as the exchange was last told.
struct AssetIndexes: Sendable {
    /// By asset: assets are listed in the order of their ids.
    private var buffers: [CollateralBuffers] = []
    /// By asset id, those that have a price.
    private(set) var known: [AssetIndex] = []

    /// An asset that is listed again is as it was; one whose predecessors are not known waits for the batch that tells the
    /// recovered state, which tells all.
    mutating func list(_ id: AssetID, _ asset: Asset) {
        if Int(id.index) != buffers.count { return }
        buffers.append(asset.buffers)
    }

    mutating func take(_ update: UpdateAssetIndex, at time: Timestamp) {
        // Between a store and the batch that tells the recovered state, names are not known; that batch tells the price too.
        guard Int(update.asset.index) < buffers.count else { return }
        let buffers = buffers[Int(update.asset.index)]
        guard let index = try? AssetIndex(update.asset, price: update.price, buffers: buffers, at: time) else { return }
        let place = known.firstIndex { $0.asset.index >= update.asset.index } ?? known.count
        if place < known.count && known[place].asset == update.asset {
            known[place] = index
        } else {
            known.insert(index, at: place)
        }
    }
}
