/// xorshift64*, seeded alike everywhere: what makes the standard workloads replayable bit for bit.
struct WorkloadRandom {
    private var state: UInt64

    init(seed: UInt64 = 88_172_645_463_325_252) {
        precondition(seed != 0, "xorshift never leaves zero")
        state = seed
    }

    mutating func next() -> UInt64 {
        state ^= state &>> 12
        state ^= state &<< 25
        state ^= state &>> 27
        return state &* 0x2545_F491_4F6C_DD1D
    }

    /// 0 ..< bound, for bounds below 2³².
    mutating func bounded(_ bound: Int) -> Int {
        Int(truncatingIfNeeded: ((next() &>> 32) &* UInt64(bound)) &>> 32)
    }
}

/// The hash of the workloads: one multiply per word.
struct WorkloadHash: Equatable {
    private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    @inline(__always)
    mutating func mix(_ word: UInt64) {
        value = (value ^ word) &* 0x100_0000_01B3
    }
}
