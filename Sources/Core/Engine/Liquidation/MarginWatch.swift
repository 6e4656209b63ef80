import Primitives

/// Who has to be looked at: keeps the accounts that a mark price cannot have endangered yet out of the way.
///
/// Each position of a pool that is far from a margin call has a band of mark prices. While every mark stays within the bands of
/// the pool's positions, the pool is certainly safe: its room is shared out among them by their worth. A mark that leaves a
/// band, or a change of wallet or position, puts the account on the list `due`; accounts with a pool that is at a margin call
/// or nearly so stand on `near` and are looked at whenever a mark moves.
///
/// A moving mark costs O(1), and O(positions) for each account whose band it leaves or that is near. Changing an account costs
/// one comparison and at most one append. Everything here follows from the rest of the state: looking at a safe account changes
/// nothing, so it does not matter when a band was drawn, or that all are drawn anew after a snapshot.
struct MarginWatch {
    /// Ends are exclusive: the position is safe between them.
    struct Band {
        var low: Int64
        var high: Int64

        /// No mark is in it.
        static let none = Band(low: .max, high: 0)
    }

    struct Flags: OptionSet {
        let rawValue: UInt8
        static let due = Flags(rawValue: 1)
        static let near = Flags(rawValue: 2)
        /// Is being looked at by the command at hand.
        static let seen = Flags(rawValue: 4)
    }

    /// By position record.
    private(set) var bands: ContiguousArray<Band> = []
    /// By market.
    private var lows: ContiguousArray<BandEnds> = []
    private var highs: ContiguousArray<BandEnds> = []
    /// By market: from this many ends on, the replaced ones are cleared out.
    private var compactionCounts: ContiguousArray<Int> = []
    private static let compactionMin = 1_024
    /// By account.
    private(set) var flags: ContiguousArray<Flags> = []
    private(set) var due: ContiguousArray<UInt32> = []
    private(set) var near: ContiguousArray<UInt32> = []
    /// What the command at hand has done that accounts must be looked at for. Empty between commands.
    var movedMarkets: ContiguousArray<Int> = []
    var hasMovedAssetPrices = false
    var hasPassedTime = false
    /// A market was ended, and with it what was held there.
    var hasSettled = false
    private var reached: ContiguousArray<BandEnds.End> = []

    var isCalled: Bool { !movedMarkets.isEmpty || hasMovedAssetPrices || hasPassedTime || hasSettled }

    mutating func forgetCommand() {
        movedMarkets.removeAll(keepingCapacity: true)
        hasMovedAssetPrices = false
        hasPassedTime = false
        hasSettled = false
    }

    mutating func addAccount() { flags.append([]) }

    /// An account's wallet or position has changed: it is looked at next time.
    @inline(__always)
    mutating func touch(_ account: AccountID) {
        let index = Int(account.index)
        if flags[index].contains(.due) { return }
        flags[index].insert(.due)
        due.append(account.index)
    }

    /// Those near a margin call are looked at, too. They are no longer on their list until that is found again.
    mutating func touchNear() {
        for account in near {
            flags[Int(account)].remove(.near)
            touch(AccountID(account))
        }
        near.removeAll(keepingCapacity: true)
    }

    mutating func setNear(_ account: AccountID) {
        if flags[Int(account.index)].contains(.near) { return }
        flags[Int(account.index)].insert(.near)
        near.append(account.index)
    }

    /// Takes the list of who is due; they count as seen until `finish(_:)`.
    mutating func takeDue() -> ContiguousArray<UInt32> {
        let taken = due
        due = []
        for account in taken {
            flags[Int(account)].remove(.due)
            flags[Int(account)].insert(.seen)
        }
        return taken
    }

    mutating func finish(_ seen: ContiguousArray<UInt32>) {
        for account in seen { flags[Int(account)].remove(.seen) }
        movedMarkets.removeAll(keepingCapacity: true)
        hasMovedAssetPrices = false
        hasPassedTime = false
        if due.isEmpty && seen.count <= Self.compactionMin {
            due = seen
            due.removeAll(keepingCapacity: true)
        }
    }

    func isDue(_ account: AccountID) -> Bool { flags[Int(account.index)].contains(.due) }
    func isNear(_ account: AccountID) -> Bool { flags[Int(account.index)].contains(.near) }
    func isSeen(_ account: AccountID) -> Bool { flags[Int(account.index)].contains(.seen) }
}

/// Bands of positions, and the marks that leave them.
extension MarginWatch {
    func band(_ record: Int) -> Band { record < bands.count ? bands[record] : .none }

    /// Draws a band around the mark of now. One that lies within it and still holds the mark is kept.
    @inline(__always)
    mutating func setBand(_ record: Int, _ market: Int, _ band: Band, mark: Int64) {
        while bands.count <= record { bands.append(.none) }
        let present = bands[record]
        if present.low < mark && mark < present.high && present.low >= band.low && present.high <= band.high { return }
        bands[record] = band
        while lows.count <= market {
            lows.append(BandEnds(isUpper: false))
            highs.append(BandEnds(isUpper: true))
            compactionCounts.append(Self.compactionMin)
        }
        if band.low > 0 { lows[market].add(BandEnds.End(price: band.low, record: UInt32(record))) }
        if band.high < .max { highs[market].add(BandEnds.End(price: band.high, record: UInt32(record))) }
        if lows[market].count + highs[market].count >= compactionCounts[market] { compact(market) }
    }

    /// Positions of `market` whose bands do not hold its mark price any more. Their bands are gone.
    mutating func takeLeft(_ market: Int, mark: Int64) -> ContiguousArray<BandEnds.End> {
        reached.removeAll(keepingCapacity: true)
        if market >= lows.count { return reached }
        lows[market].takeReached(by: mark, into: &reached)
        let lower = reached.count
        highs[market].takeReached(by: mark, into: &reached)
        var left: ContiguousArray<BandEnds.End> = []
        for place in reached.indices {
            let end = reached[place]
            let band = bands[Int(end.record)]
            guard place < lower ? band.low == end.price : band.high == end.price else { continue }
            bands[Int(end.record)] = .none
            left.append(end)
        }
        return left
    }

    private mutating func compact(_ market: Int) {
        let bands = bands
        lows[market].compact { bands[Int($0.record)].low == $0.price }
        highs[market].compact { bands[Int($0.record)].high == $0.price }
        compactionCounts[market] = max(Self.compactionMin, 2 * (lows[market].count + highs[market].count))
    }
}
