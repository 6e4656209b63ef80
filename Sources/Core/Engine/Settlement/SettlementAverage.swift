import BasicContainers
import Primitives

/// The running average of the index in the last hour of a contract: 3 600 samples, one a second, the last one a second before the
/// delivery (supplement §9.4).
///
/// A sample is the index in force at its second. It is taken when time passes or when the index is about to change, whichever
/// comes first, so what comes out does not depend on how often time passes. Seconds without an index are not counted.
struct SettlementAverage: Hashable {
    static let samples: Int64 = 3_600
    static let stepMilliseconds: Int64 = 1_000

    let start: Timestamp
    /// Samples whose second has come.
    private(set) var taken: Int64 = 0
    /// Those that had an index.
    private(set) var count: Int64 = 0
    private(set) var sum: Int128 = 0

    init(deliveryDate: Timestamp) {
        start = deliveryDate.advanced(byMilliseconds: -Self.samples * Self.stepMilliseconds)
    }

    /// Takes the samples due by `time`, included, at the index that is in force. O(1).
    mutating func sample(_ index: Price, upTo time: Timestamp) {
        guard time >= start else { return }
        let due = min(Self.samples, (time.milliseconds - start.milliseconds) / Self.stepMilliseconds + 1)
        guard due > taken else { return }
        if index.isPositive {
            count += due - taken
            sum += Int128(due - taken) * Int128(index.raw)
        }
        taken = due
    }

    /// When the samples begin, while they have not.
    var nextStart: Timestamp? { taken == 0 ? start : nil }

    /// Towards zero. Nil before the first sample.
    var average: Price? { count == 0 ? nil : Price(raw: Int64(clamping: sum / Int128(count))) }
}

extension ExchangeState {
    /// What a contract would be settled at if it ended now: the average of its index in the last hour, before that and for contracts
    /// that never end the index itself. Zero without an index.
    func settlementAverage(_ market: Int) -> Price {
        markets[market].prices.settlement?.average ?? markets[market].prices.index
    }

    mutating func sampleSettlement(_ market: Int, upTo time: Timestamp) {
        let index = markets[market].prices.index
        markets[market].prices.settlement?.sample(index, upTo: time)
    }
}

extension SettlementAverage {
    func encode(into writer: inout ByteWriter) {
        writer.write(taken)
        writer.write(count)
        writer.write(sum)
    }

    init(deliveryDate: Timestamp, from reader: inout ByteReader) throws(MalformedBytes) {
        self.init(deliveryDate: deliveryDate)
        taken = try reader.read()
        count = try reader.read()
        sum = try reader.read()
        guard (0...Self.samples).contains(taken), (0...taken).contains(count), sum >= Int128(count),
            sum <= Int128(count) * Int128(Int64.max)
        else { throw MalformedBytes("no average of an index") }
    }
}
