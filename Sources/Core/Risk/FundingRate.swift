public import Instruments
public import Primitives

/// The premium of a perpetual over its index, averaged over the last funding interval (supplement §9.3).
///
/// One sample every five seconds: 5 760 in eight hours. Later samples weigh more, the n-th of those there are n times; where funding is
/// settled every hour all 720 weigh the same. A time without a sample leaves fewer of them, and nothing in their place.
public struct PremiumAverage: Hashable, Sendable {
    public static let stepMilliseconds: Int64 = 5_000
    /// No sample is further from zero: 2 000 %.
    private static let premiumMax = 20 * Int32(fixedPointUnit)
    private static let absent = Int32.min

    /// Samples of a whole interval.
    private let window: Int
    private let isLinear: Bool
    /// By step since 1970 modulo the window. Empty before the first.
    private var samples: ContiguousArray<Int32> = []
    private var lastStep: Int64 = -1
    public private(set) var count: Int64 = 0
    private var sum: Int64 = 0
    private var weightedSum: Int64 = 0

    public init(_ terms: FundingTerms) {
        window = max(1, Int(terms.intervalMilliseconds / Self.stepMilliseconds))
        isLinear = terms.intervalHours > 1
    }

    /// What the book says now; nil when it says nothing. Samples older than the interval are forgotten. At most one a step counts.
    /// O(steps since the last).
    public mutating func sample(_ premium: Rate?, at time: Timestamp) {
        let step = time.milliseconds / Self.stepMilliseconds
        guard step > lastStep else { return }
        forget(upTo: step)
        guard let premium else { return }
        if samples.isEmpty { samples = ContiguousArray(repeating: Self.absent, count: window) }
        let value = Int32(min(max(premium.raw, -Int64(Self.premiumMax)), Int64(Self.premiumMax)))
        insert(value, at: Int(step % Int64(window)))
    }

    /// Towards zero. Nil without a sample.
    public var average: Rate? {
        if count == 0 { return nil }
        return Rate(raw: isLinear ? weightedSum / (count * (count + 1) / 2) : sum / count)
    }

    private mutating func forget(upTo step: Int64) {
        defer { lastStep = step }
        if samples.isEmpty { return }
        for passed in 1...min(Int64(window), step - lastStep) {
            let place = Int((lastStep + passed) % Int64(window))
            if samples[place] == Self.absent { continue }
            // The first one goes: every other weighs once less.
            weightedSum -= sum
            sum -= Int64(samples[place])
            count -= 1
            samples[place] = Self.absent
        }
    }

    private mutating func insert(_ value: Int32, at place: Int) {
        samples[place] = value
        count += 1
        sum += Int64(value)
        weightedSum += count * Int64(value)
    }
}

// MARK: - In snapshots

extension PremiumAverage {
    /// The step of the last sample, and all steps from the first that has one.
    public func encode(into writer: inout ByteWriter) {
        writer.write(lastStep)
        let steps = held
        writer.write(UInt16(steps.count))
        for value in steps { writer.write(value) }
    }

    private var held: [Int32] {
        if samples.isEmpty { return [] }
        let steps = (1...Int64(window)).map { samples[Int((lastStep + $0) % Int64(window))] }
        return Array(steps.drop { $0 == Self.absent })
    }

    public init(_ terms: FundingTerms, from reader: inout ByteReader) throws(MalformedBytes) {
        self.init(terms)
        lastStep = try reader.read()
        let span = Int(try reader.read(UInt16.self))
        guard lastStep >= -1, lastStep < .max / Self.stepMilliseconds, span <= window, lastStep >= 0 || span == 0 else {
            throw MalformedBytes("premium samples that cannot be")
        }
        if span > 0 { samples = ContiguousArray(repeating: Self.absent, count: window) }
        for offset in 0..<span {
            let value = try reader.read(Int32.self)
            if value == Self.absent && offset > 0 { continue }
            guard value.magnitude <= Self.premiumMax.magnitude else { throw MalformedBytes("a premium that cannot be") }
            let step = lastStep - Int64(span - 1 - offset) + Int64(window)
            insert(value, at: Int(step % Int64(window)))
        }
    }
}

// MARK: - The rate

/// Premium of the book over the index: how far the impact bid stands above it, or the impact ask below.
public func premium(impactBid: Price, impactAsk: Price, index: Price) throws(ArithmeticOverflow) -> Rate {
    let above = max(0, impactBid.raw - index.raw)
    let below = max(0, index.raw - impactAsk.raw)
    return try Price(raw: above - below).divided(by: index, rounding: .down)
}

/// `F = P + clamp(I − P, ±0.05 %)`, within cap and floor.
public func fundingRate(premium: Rate, terms: FundingTerms) -> Rate {
    let dampener = fixedPointUnit / 2_000
    let pull = min(max(terms.interestRate.raw - premium.raw, -dampener), dampener)
    return min(max(Rate(raw: premium.raw + pull), terms.floor), terms.cap)
}
