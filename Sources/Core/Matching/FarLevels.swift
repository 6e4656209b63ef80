/// An ordered map from keys to levels, for prices outside the ladder's windows.
///
/// A directory of sorted blocks: finding costs two binary searches, inserting and removing move at most one block and,
/// rarely, the directory. Both sides share one map, since the sign of a key names its side.
struct FarLevels {
    private static let blockSizeMax = 128

    private struct Block {
        var keys: ContiguousArray<Int64> = []
        var levels: ContiguousArray<UInt32> = []
    }

    /// First key of each block: what the directory is searched by.
    private var starts: ContiguousArray<Int64> = []
    private var blocks: ContiguousArray<Block> = []
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    func level(at key: Int64) -> UInt32? {
        guard let (block, position) = locate(atOrAfter: key), blocks[block].keys[position] == key else { return nil }
        return blocks[block].levels[position]
    }

    /// The level of a key that is known to be there.
    @inline(never)
    func existingLevel(at key: Int64) -> Int {
        guard let level = level(at: key) else { preconditionFailure("an order without a level") }
        return Int(level)
    }

    /// The first key of a side at or after this one, or `Ladder.noKey`.
    @inline(never)
    func firstKey(from key: Int64, _ side: BookSide) -> Int64 {
        guard let (block, position) = locate(atOrAfter: max(key, Ladder.firstKey(side))) else { return Ladder.noKey }
        let first = blocks[block].keys[position]
        return side == .bid && first >= 0 ? Ladder.noKey : first
    }

    /// The key must not be there yet.
    mutating func insert(_ key: Int64, level: UInt32) {
        count += 1
        if blocks.isEmpty {
            starts.append(key)
            blocks.append(Block(keys: [key], levels: [level]))
            return
        }
        let block = self.block(of: key)
        let position = Self.position(in: blocks[block].keys, of: key)
        blocks[block].keys.insert(key, at: position)
        blocks[block].levels.insert(level, at: position)
        starts[block] = blocks[block].keys[0]
        if blocks[block].keys.count > Self.blockSizeMax { split(block) }
    }

    /// The level that was there, or nil.
    mutating func remove(_ key: Int64) -> UInt32? {
        guard let (block, position) = locate(atOrAfter: key), blocks[block].keys[position] == key else { return nil }
        count -= 1
        blocks[block].keys.remove(at: position)
        let level = blocks[block].levels.remove(at: position)
        if blocks[block].keys.isEmpty {
            blocks.remove(at: block)
            starts.remove(at: block)
        } else {
            starts[block] = blocks[block].keys[0]
            mergeIfSmall(block)
        }
        return level
    }

    private func locate(atOrAfter key: Int64) -> (block: Int, position: Int)? {
        if blocks.isEmpty { return nil }
        let block = self.block(of: key)
        let position = Self.position(in: blocks[block].keys, of: key)
        if position < blocks[block].keys.count { return (block, position) }
        return block + 1 < blocks.count ? (block + 1, 0) : nil
    }

    /// The last block that starts at or before the key, or the first one.
    private func block(of key: Int64) -> Int {
        let after = Self.position(in: starts, of: key)
        if after < starts.count && starts[after] == key { return after }
        return max(0, after - 1)
    }

    /// The first position whose value is not below the key.
    private static func position(in keys: ContiguousArray<Int64>, of key: Int64) -> Int {
        var low = 0
        var high = keys.count
        while low < high {
            let middle = (low + high) / 2
            if keys[middle] < key { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private mutating func split(_ block: Int) {
        let half = blocks[block].keys.count / 2
        let upper = Block(
            keys: ContiguousArray(blocks[block].keys[half...]), levels: ContiguousArray(blocks[block].levels[half...]))
        blocks[block].keys.removeSubrange(half...)
        blocks[block].levels.removeSubrange(half...)
        blocks.insert(upper, at: block + 1)
        starts.insert(upper.keys[0], at: block + 1)
    }

    /// Keeps the directory in proportion to the keys: sparse neighbours become one block.
    private mutating func mergeIfSmall(_ block: Int) {
        guard blocks[block].keys.count < Self.blockSizeMax / 4, block + 1 < blocks.count,
            blocks[block].keys.count + blocks[block + 1].keys.count <= Self.blockSizeMax / 2
        else { return }
        let next = blocks.remove(at: block + 1)
        starts.remove(at: block + 1)
        blocks[block].keys.append(contentsOf: next.keys)
        blocks[block].levels.append(contentsOf: next.levels)
    }
}
