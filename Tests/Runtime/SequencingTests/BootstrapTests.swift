import CommandsAndEvents
import Engine
import ExchangePorts
import Journaling
import Primitives
import Sequencing
import Testing

/// What projections make of events: the last of each thing.
private struct Picture: Equatable {
    var levels: [[Int64]: Quantity] = [:]
    var positions: [[UInt32]: Quantity] = [:]
    var index: [UnderlyingID: Price] = [:]
    var mark: [InstrumentID: Price] = [:]
    var disabledMakers: Set<InstrumentID> = []
    var updateIDs: [InstrumentID: Int64] = [:]

    init(_ batches: [EventBatch]) {
        for stamped in batches.flatMap(\.events) { take(stamped.event) }
    }

    private mutating func take(_ event: Event) {
        switch event {
        case .bookLevel(let level):
            let key = [Int64(level.instrument.index), Int64(level.side.rawValue), level.price.raw]
            levels[key] = level.quantity.isZero ? nil : level.quantity
            updateIDs[level.instrument] = level.updateID
        case .position(let update):
            let key = [update.account.index, UInt32(update.instrument.index)]
            positions[key] = update.quantity.isZero ? nil : update.quantity
        case .index(let update): index[update.underlying] = update.price
        case .mark(let update): mark[update.instrument] = update.mark
        case .makers(let change):
            if change.enabled { disabledMakers.remove(change.instrument) } else { disabledMakers.insert(change.instrument) }
        default: break
        }
    }
}

@Suite("Bootstrap")
struct BootstrapTests {
    @Test("what a follower is told after a restart makes the picture it had before")
    func samePicture() async throws {
        let journal = MemoryJournal(retaining: true)
        let before = Recorder()
        let catalogBefore = Catalog()
        let first = freshSequencer(journal, followers: [.synchronous(catalogBefore), .threaded(before, name: "recorder")])
        _ = try await first.submit(SampleExchange.opening())
        _ = try await first.submit(SampleExchange.traffic(800, seed: 5))
        _ = try await first.submit(.enableMakers(EnableMakers(instrument: SampleExchange.bitcoin, enabled: false)))
        await first.stop()

        let recovered = try Recovery.recover(journal: journal)
        let time = recovered.report.time
        let after = Recorder()
        let catalogAfter = Catalog()
        let keeper = Recorder()
        let second = Sequencer(
            state: recovered.takeState(), journal: journal, clock: ExchangeClock(mode: .manual, notBefore: time),
            followers: [.synchronous(catalogAfter), .threaded(after, name: "recorder"), .persistent(keeper, name: "keeper")])
        #expect(catalogAfter.names.instruments == catalogBefore.names.instruments)
        #expect(catalogAfter.names.assets == catalogBefore.names.assets)
        #expect(catalogAfter.names.accounts == catalogBefore.names.accounts)
        try await second.settle()
        #expect(keeper.batches.isEmpty)
        #expect(after.batches.count == 1)
        #expect(after.lastSequence == before.lastSequence)
        let picture = Picture(after.batches)
        #expect(picture == Picture(before.batches))
        #expect(!picture.levels.isEmpty && !picture.positions.isEmpty && !picture.disabledMakers.isEmpty)
        await second.stop()
    }
}
