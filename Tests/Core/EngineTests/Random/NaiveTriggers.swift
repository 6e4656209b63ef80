import CommandsAndEvents
import Primitives

/// Armed orders as the rules put them: every price of a command, one by one, against every order (supplement §2.2).
///
/// Fed with what the engine tells, it says which orders should have triggered, and in which order.
struct NaiveTriggers {
    fileprivate struct Armed {
        var order: Order
        var condition: Condition
        /// The lowest or highest price since it began to trail.
        var extreme: Price?
    }

    private enum Name: Hashable {
        case id(InstrumentID, OrderID)
        case algo(AlgoID)

        init(_ order: Order) { self = order.algo == .none ? .id(order.instrument, order.id) : .algo(order.algo) }
    }

    private struct Moment {
        var instrument: InstrumentID
        var working: WorkingPrice
        var price: Price
    }

    private let triggerProtect: Rate
    /// In the order in which they were armed.
    private var armed: [Armed] = []
    private var lasts: [InstrumentID: Price] = [:]
    private var marks: [InstrumentID: Price] = [:]
    private(set) var triggeredCount = 0

    init(triggerProtect: Rate) { self.triggerProtect = triggerProtect }

    /// Takes in the events of one command. Returns what is wrong with them.
    mutating func read(_ events: [StampedEvent]) -> String? {
        var moments: [Moment] = []
        var triggered: [Name] = []
        var ended: Set<Name> = []
        var arrived: [Order] = []
        for stamped in events {
            switch stamped.event {
            case .trade(let trade): moments.append(Moment(instrument: trade.instrument, working: .last, price: trade.price))
            case .mark(let update): moments.append(Moment(instrument: update.instrument, working: .mark, price: update.mark))
            case .order(let update):
                let name = Name(update.order)
                if update.execution == .triggered { triggered.append(name) }
                if !update.order.status.isOpen && !triggered.contains(name) { ended.insert(name) }
                if update.execution == .new && update.order.isArmed { arrived.append(update.order) }
            default: break
            }
        }
        armed.removeAll { ended.contains(Name($0.order)) }
        var expected: [Name] = []
        for moment in moments { expected += see(moment) }
        for order in arrived { arm(order) }
        triggeredCount += triggered.count
        return expected == triggered ? nil : "triggered \(triggered), expected \(expected)"
    }

    private mutating func arm(_ order: Order) {
        guard let condition = order.condition else { return }
        let last = lasts[order.instrument] ?? marks[order.instrument] ?? .zero
        let current = condition.workingPrice == .last ? last : marks[order.instrument] ?? .zero
        var entry = Armed(order: order, condition: condition)
        if condition.kind == .trailing && condition.price == current { entry.extreme = current }
        armed.append(entry)
        if entry.extreme != nil { trail(order.instrument, condition.workingPrice, current) }
    }

    private mutating func trail(_ instrument: InstrumentID, _ working: WorkingPrice, _ price: Price) {
        for index in armed.indices where armed[index].order.instrument == instrument {
            guard let extreme = armed[index].extreme, armed[index].condition.workingPrice == working else { continue }
            armed[index].extreme = armed[index].order.side == .buy ? min(extreme, price) : max(extreme, price)
        }
    }

    private mutating func see(_ moment: Moment) -> [Name] {
        if moment.working == .last { lasts[moment.instrument] = moment.price } else { marks[moment.instrument] = moment.price }
        trail(moment.instrument, moment.working, moment.price)
        let near = isNear(moment.instrument)
        var names = trigger(moment.instrument, moment.working, moment.price) { !$0.isProtected || near }
        let other: WorkingPrice = moment.working == .last ? .mark : .last
        if near, let price = other == .last ? lasts[moment.instrument] : marks[moment.instrument] {
            names += trigger(moment.instrument, other, price) { $0.isProtected }
        }
        for index in armed.indices {
            let entry = armed[index]
            if entry.order.instrument == moment.instrument, entry.condition.workingPrice == moment.working,
                entry.condition.kind == .trailing, entry.extreme == nil, entry.waitsForRise == (entry.order.side == .sell),
                entry.order.side == .buy ? moment.price <= entry.condition.price : moment.price >= entry.condition.price
            {
                armed[index].extreme = moment.price
            }
        }
        return names
    }

    private func isNear(_ instrument: InstrumentID) -> Bool {
        guard let last = lasts[instrument], let mark = marks[instrument] else { return false }
        return Int128((mark.raw - last.raw).magnitude) * 100_000_000 <= Int128(mark.raw) * Int128(triggerProtect.raw)
    }

    private mutating func trigger(
        _ instrument: InstrumentID, _ working: WorkingPrice, _ price: Price, _ isMeant: (Armed) -> Bool
    ) -> [Name] {
        let reached = armed.enumerated().filter { _, entry in
            guard entry.order.instrument == instrument, entry.condition.workingPrice == working, isMeant(entry),
                let trigger = entry.triggerPrice
            else { return false }
            return entry.waitsForRise ? price >= trigger : price <= trigger
        }
        let sorted = reached.sorted { left, right in
            guard let first = left.element.triggerPrice, let second = right.element.triggerPrice else { return false }
            if left.element.waitsForRise != right.element.waitsForRise { return left.element.waitsForRise }
            if first != second { return left.element.waitsForRise ? first < second : first > second }
            return left.offset < right.offset
        }
        let names = sorted.map { Name($0.element.order) }
        armed.removeAll { names.contains(Name($0.order)) }
        return names
    }
}

extension NaiveTriggers.Armed {
    fileprivate var isProtected: Bool { condition.priceProtect && condition.kind != .trailing }

    /// Whether it triggers at or above its price.
    fileprivate var waitsForRise: Bool {
        switch condition.kind {
        case .stop: order.side == .buy
        case .takeProfit: order.side == .sell
        case .trailing: extreme == nil ? order.side == .sell : order.side == .buy
        }
    }

    /// Nil while a trailing order waits for its activation price.
    fileprivate var triggerPrice: Price? {
        guard condition.kind == .trailing else { return condition.price }
        guard let extreme else { return nil }
        let unit: Int128 = 100_000_000
        let exact = Int128(extreme.raw) * (unit + Int128(order.side.sign * condition.callback.raw))
        let down = exact / unit
        return Price(raw: Int64(order.side == .buy && exact % unit != 0 ? down + 1 : down))
    }
}
