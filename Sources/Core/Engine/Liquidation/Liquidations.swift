import Primitives

/// What runs over several commands: liquidations, margin calls, and the insurance fund's account. Part of every snapshot.
struct Liquidations {
    /// When a pool was last called for margin, while it has not recovered.
    struct Call: Hashable {
        var pool: MarginPool
        var time: Timestamp
    }

    /// In the order of turns.
    private(set) var running: ContiguousArray<MarginPool> = []
    /// By pool.
    var calls: ContiguousArray<Call> = []
    /// The insurance fund's account; nobody until it is first needed.
    var fund = nobody
    var nextFundTrade = Timestamp.zero
    var nextClearance = Timestamp.zero

    static let nobody = AccountID(.max)

    func isRunning(_ pool: MarginPool) -> Bool {
        let place = place(of: pool)
        return place < running.count && running[place] == pool
    }

    /// Whether something of an account is being liquidated that `matches`.
    func isRunning(of account: AccountID, where matches: (MarginPool) -> Bool) -> Bool {
        var place = place(
            of: MarginPool(
                account: account, scope: .isolated, instrument: InstrumentID(0), side: .both, asset: AssetID(0)))
        while place < running.count && running[place].account == account {
            if matches(running[place]) { return true }
            place += 1
        }
        return false
    }

    mutating func begin(_ pool: MarginPool) {
        let place = place(of: pool)
        precondition(place == running.count || running[place] != pool, "a liquidation begins once")
        running.insert(pool, at: place)
    }

    mutating func end(_ pool: MarginPool) { running.removeAll { $0 == pool } }

    /// Where a pool stands, or would stand, among those that run. O(log n).
    private func place(of pool: MarginPool) -> Int {
        var low = 0
        var high = running.count
        while low < high {
            let middle = (low + high) / 2
            if running[middle] < pool { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
