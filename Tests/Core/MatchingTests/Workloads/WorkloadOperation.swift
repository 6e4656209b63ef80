/// One step of a standard workload, in whole ticks and lots.
struct WorkloadOperation: Equatable {
    enum Kind: UInt8 { case new, cancel, immediateOrCancel, move }

    var kind: Kind
    /// 0 buys, 1 sells.
    var side: UInt8
    /// Counted from 1 in order of new orders.
    var id: UInt32
    var price: Int32
    var quantity: Int32

    /// The owner, for engines with accounts.
    var account: UInt32 {
        UInt32(truncatingIfNeeded: (((UInt64(id) &* 2_654_435_761) & 0xFFFF_FFFF) &>> 16) % 1_000)
    }
}

/// What all trades of a run come to.
struct TradeTally: Equatable {
    private(set) var hash = WorkloadHash()
    private(set) var trades = 0
    private(set) var volume: Int64 = 0
    private(set) var notional: Int64 = 0

    @inline(__always)
    mutating func trade(maker: UInt32, taker: UInt32, price: Int64, quantity: Int64) {
        hash.mix(UInt64(maker))
        hash.mix(UInt64(taker))
        hash.mix(UInt64(bitPattern: price))
        hash.mix(UInt64(bitPattern: quantity))
        trades &+= 1
        volume &+= quantity
        notional &+= price &* quantity
    }
}
