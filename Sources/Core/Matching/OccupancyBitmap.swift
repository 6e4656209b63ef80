import BasicContainers

/// Which of up to 64³ positions are occupied; finds the next one in at most five word reads.
///
/// Three levels of 64-bit words: a bit of an upper level says that the word below it is not zero.
struct OccupancyBitmap: ~Copyable {
    static let capacityMax = 64 * 64 * 64

    private var leaves: RigidArray<UInt64>
    private var middle: RigidArray<UInt64>
    private var top: UInt64 = 0

    init(capacity: Int) {
        precondition(capacity > 0 && capacity <= Self.capacityMax && capacity % 64 == 0, "not a whole number of words")
        leaves = RigidArray(repeating: 0, count: capacity / 64)
        middle = RigidArray(repeating: 0, count: (capacity / 64 + 63) / 64)
    }

    func contains(_ position: Int) -> Bool {
        leaves[position &>> 6] & bit(position) != 0
    }

    @inline(__always)
    mutating func insert(_ position: Int) {
        let leaf = position &>> 6
        let word = leaf &>> 6
        leaves[leaf] |= bit(position)
        middle[word] |= bit(leaf)
        top |= bit(word)
    }

    @inline(__always)
    mutating func remove(_ position: Int) {
        let leaf = position &>> 6
        leaves[leaf] &= ~bit(position)
        if leaves[leaf] == 0 { removeLeaf(leaf) }
    }

    /// The first occupied position at or after this one.
    @inline(__always)
    func first(from position: Int) -> Int? {
        let leaf = position &>> 6
        let rest = leaves[leaf] & (~0 &<< UInt64(truncatingIfNeeded: position & 63))
        if rest != 0 { return leaf &<< 6 | rest.trailingZeroBitCount }
        return first(afterLeaf: leaf)
    }

    private mutating func removeLeaf(_ leaf: Int) {
        let word = leaf &>> 6
        middle[word] &= ~bit(leaf)
        if middle[word] == 0 { top &= ~bit(word) }
    }

    private func first(afterLeaf leaf: Int) -> Int? {
        let word = leaf &>> 6
        let rest = middle[word] & above(leaf)
        if rest != 0 { return first(inLeaf: word &<< 6 | rest.trailingZeroBitCount) }
        let later = top & above(word)
        if later == 0 { return nil }
        let next = later.trailingZeroBitCount
        return first(inLeaf: next &<< 6 | middle[next].trailingZeroBitCount)
    }

    @inline(__always)
    private func first(inLeaf leaf: Int) -> Int {
        leaf &<< 6 | leaves[leaf].trailingZeroBitCount
    }

    @inline(__always)
    private func bit(_ position: Int) -> UInt64 { 1 &<< UInt64(truncatingIfNeeded: position & 63) }

    /// All bits above the one of this position.
    @inline(__always)
    private func above(_ position: Int) -> UInt64 { (~0 &<< UInt64(truncatingIfNeeded: position & 63)) &<< 1 }
}
