/// The lower, or the upper, ends of the bands of one market's positions, found by the mark price that reaches them.
///
/// Prices stand in buckets, 512 to each doubling, so that an end is added in O(1) and a moving mark meets only the ends it has
/// passed, those that share its bucket, and at most 512 buckets for each doubling it has gone. Ends that were replaced stay
/// until they are met or cleared out: whoever reads them compares them with the band that counts.
struct BandEnds {
    struct End {
        var price: Int64
        /// Into `ExchangeState.positions`.
        var record: UInt32
    }

    private static let bucketsPerDoubling = 512
    private static let lastKey = 64 * bucketsPerDoubling - 1

    /// Whether a rising mark reaches them.
    private let isUpper: Bool
    /// By the place of the highest bit, then by the nine bits behind it; mirrored for lower ends.
    private var doublings = ContiguousArray<ContiguousArray<ContiguousArray<End>>>(repeating: [], count: 64)
    private(set) var count = 0
    /// No bucket before this one holds anything.
    private var firstKey = lastKey + 1

    init(isUpper: Bool) { self.isUpper = isUpper }

    mutating func add(_ end: End) {
        let key = key(of: end.price)
        let (doubling, bucket) = key.quotientAndRemainder(dividingBy: Self.bucketsPerDoubling)
        if doublings[doubling].isEmpty { doublings[doubling] = ContiguousArray(repeating: [], count: Self.bucketsPerDoubling) }
        doublings[doubling][bucket].append(end)
        count += 1
        firstKey = min(firstKey, key)
    }

    /// Takes out the ends that a mark price has reached.
    mutating func takeReached(by mark: Int64, into reached: inout ContiguousArray<End>) {
        let last = key(of: mark)
        if firstKey > last { return }
        for key in firstKey..<last { takeAll(key, into: &reached) }
        takeReached(by: mark, key: last, into: &reached)
        firstKey = last
    }

    /// Keeps only what `isKept` says.
    mutating func compact(keeping isKept: (End) -> Bool) {
        count = 0
        for doubling in doublings.indices {
            for bucket in doublings[doubling].indices where !doublings[doubling][bucket].isEmpty {
                doublings[doubling][bucket].removeAll { !isKept($0) }
                count += doublings[doubling][bucket].count
            }
        }
    }

    private mutating func takeAll(_ key: Int, into reached: inout ContiguousArray<End>) {
        let (doubling, bucket) = key.quotientAndRemainder(dividingBy: Self.bucketsPerDoubling)
        if doublings[doubling].isEmpty || doublings[doubling][bucket].isEmpty { return }
        count -= doublings[doubling][bucket].count
        reached.append(contentsOf: doublings[doubling][bucket])
        doublings[doubling][bucket] = []
    }

    private mutating func takeReached(by mark: Int64, key: Int, into reached: inout ContiguousArray<End>) {
        let (doubling, bucket) = key.quotientAndRemainder(dividingBy: Self.bucketsPerDoubling)
        if doublings[doubling].isEmpty || doublings[doubling][bucket].isEmpty { return }
        var kept = 0
        let size = doublings[doubling][bucket].count
        for place in 0..<size {
            let end = doublings[doubling][bucket][place]
            if isUpper ? end.price <= mark : end.price >= mark {
                reached.append(end)
            } else {
                doublings[doubling][bucket][kept] = end
                kept += 1
            }
        }
        doublings[doubling][bucket].removeLast(size - kept)
        count -= size - kept
    }

    /// Grows in the direction in which the mark goes to reach ends. Prices are positive.
    private func key(of price: Int64) -> Int {
        let zeros = price.leadingZeroBitCount
        let key = (63 - zeros) * Self.bucketsPerDoubling + Int((UInt64(price) << UInt64(zeros)) >> 54 & 511)
        return isUpper ? key : Self.lastKey - key
    }
}
