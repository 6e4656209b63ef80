public import Primitives

/// The moving average of (bid + ask) / 2 − index over the last minute, one sample a second (supplement §9.2).
///
/// A second in which the book has not both sides leaves no sample. The average is that of the samples there are, zero without any:
/// a minute after a side went empty the mark price stands on the index and the last trade alone.
public struct BasisAverage: Hashable, Sendable {
    /// Seconds.
    public static let window: Int64 = 60
    /// By second since 1970 modulo the window.
    private var samples = ContiguousArray<Int64>(repeating: 0, count: Int(window))
    /// A bit for each place that holds a sample.
    private var held: UInt64 = 0
    private var lastSecond: Int64 = -1
    private var sum: Int128 = 0

    public init() {}

    /// What the book says now; nil when it has not both sides. At most one a second counts. O(seconds since the last).
    public mutating func sample(_ basis: Int64?, at time: Timestamp) {
        let second = time.milliseconds / 1_000
        guard second > lastSecond else { return }
        for passed in 1...min(Self.window, second - lastSecond) { drop(Int((lastSecond + passed) % Self.window)) }
        lastSecond = second
        if let basis { hold(basis, at: Int(second % Self.window)) }
    }

    public var average: Int64 { held == 0 ? 0 : Int64(clamping: sum / Int128(held.nonzeroBitCount)) }

    private mutating func drop(_ place: Int) {
        if held & (1 << UInt64(place)) == 0 { return }
        held &= ~(1 << UInt64(place))
        sum -= Int128(samples[place])
        samples[place] = 0
    }

    private mutating func hold(_ basis: Int64, at place: Int) {
        held |= 1 << UInt64(place)
        sum += Int128(basis)
        samples[place] = basis
    }

    // MARK: In snapshots

    public func encode(into writer: inout ByteWriter) {
        writer.write(lastSecond)
        writer.write(held)
        for place in samples.indices where held & (1 << UInt64(place)) != 0 { writer.write(samples[place]) }
    }

    public init(from reader: inout ByteReader) throws(MalformedBytes) {
        lastSecond = try reader.read()
        let places = try reader.read(UInt64.self)
        guard lastSecond >= -1, lastSecond <= .max / 1_000, places >> UInt64(Self.window) == 0, lastSecond >= 0 || places == 0
        else {
            throw MalformedBytes("basis samples that cannot be")
        }
        for place in samples.indices where places & (1 << UInt64(place)) != 0 { hold(try reader.read(), at: place) }
    }
}

/// How far the middle of a book stands from its index.
public func basis(bid: Price, ask: Price, index: Price) -> Int64 {
    bid.raw / 2 + ask.raw / 2 + (bid.raw % 2 + ask.raw % 2) / 2 - index.raw
}

/// Median of the index with its funding premium, the index with its basis, and the last price (supplement §9.2).
///
/// Without a trade yet, the index stands in for the last price.
public func perpetualMarkPrice(
    index: Price, fundingRate: Rate, untilFunding milliseconds: Int64, interval: Int64, basis: Int64, last: Price
) throws(ArithmeticOverflow) -> Price {
    let premium = try scaledProduct(fundingRate.raw, milliseconds, dividedBy: interval, rounding: .down)
    let withFunding = try index.adding(index.multiplied(by: Rate(raw: premium), rounding: .down))
    let withBasis = try index.adding(Price(raw: basis))
    let traded = last.isPositive ? last : index
    return median(withFunding, withBasis, traded)
}

private func median(_ first: Price, _ second: Price, _ third: Price) -> Price {
    max(min(first, second), min(max(first, second), third))
}
