/// A seeded sequence of random numbers: splitmix64, integers only, the same on every machine.
///
/// A value: whoever owns a stream owns its future. `derived` gives each bot and each underlying one of its own, so that
/// what one of them draws never changes what another sees.
public struct RandomStream: Sendable, Hashable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    /// A stream of its own for whatever `name` names.
    public func derived(_ name: String) -> RandomStream {
        // FNV-1a over the name, mixed with this stream's state.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        var mixed = RandomStream(seed: state ^ hash)
        return RandomStream(seed: mixed.next())
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// A whole number of `range`, each equally likely.
    public mutating func integer(in range: ClosedRange<Int64>) -> Int64 {
        let span = UInt64(bitPattern: range.upperBound &- range.lowerBound)
        if span == .max { return Int64(bitPattern: next()) }
        let offset = next().multipliedFullWidth(by: span + 1).high
        return range.lowerBound &+ Int64(bitPattern: offset)
    }

    /// True in `parts` of a million draws.
    public mutating func chance(perMillion parts: Int64) -> Bool { integer(in: 0...999_999) < parts }

    /// One standard deviation of `normal`.
    public static let deviation: Int64 = 65_536

    /// Nearly normal around zero, in units of `1 / deviation`: the sum of twelve uniform numbers. Never beyond six deviations.
    public mutating func normal() -> Int64 {
        var sum: Int64 = 0
        for _ in 0..<3 {
            let word = next()
            for shift in [UInt64(0), 16, 32, 48] { sum += Int64((word >> shift) & 0xffff) }
        }
        return sum - 6 * Self.deviation
    }
}
