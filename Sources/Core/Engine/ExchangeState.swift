import BasicContainers
public import CommandsAndEvents
import Instruments
import Matching
public import Primitives
import Risk

/// The exchange as a value: the same state and the same stamped command give the same state and the same events,
/// on any machine, on any day.
///
/// Owned by one thread. Nothing in here knows a clock, a file or a socket; time and ids come with commands or are
/// counted here. A refused command changes nothing but `sequence` and `time`.
public struct ExchangeState: ~Copyable {
    public internal(set) var sequence = SequenceNumber(0)
    public internal(set) var time = Timestamp.zero

    var assets: ContiguousArray<Asset> = []
    /// By asset.
    var ledgers: ContiguousArray<Ledger> = []
    /// By asset.
    var assetPrices: ContiguousArray<AssetPrice> = []
    /// What commissions may be paid in, once it is listed.
    var burnAssetID: AssetID?
    /// In the order in which they were listed.
    var underlyings: ContiguousArray<UnderlyingRecord> = []
    /// The underlyings that are made of others, in the order in which they were listed.
    var baskets: ContiguousArray<Int> = []
    var accounts: ContiguousArray<Account> = []
    var accountsByName: [ShortText: AccountID] = [:]
    var markets = UniqueArray<Market>()
    var marketsBySymbol: [String: InstrumentID] = [:]
    var positions: ContiguousArray<PositionRecord> = []
    var orders = OrderPool()
    var clientOrderIDs = ClientOrderIDs()
    var jointAccounts = JointAccounts()
    var nextDebtCheck = Timestamp.zero
    /// Orders of the algo door that have not triggered, by algo id.
    var algoOrders = OrderIndex()
    var nextAlgo: Int64 = 1
    var deadlines = Deadlines()
    var countdowns = Countdowns()
    var nextAgeCheck = Timestamp.zero
    /// Accounts whose wallets the command at hand has moved out of what is tradable. Empty between commands.
    var overgrown: ContiguousArray<AccountID> = []
    /// Prices of the command at hand that armed orders have yet to see. Empty between commands.
    var notedPrices: ContiguousArray<NotedPrice> = []

    var liquidations = Liquidations()
    var watch = MarginWatch()

    /// What the current command has done so far.
    var output = Output()
    /// Reused by every match.
    var fills = FillBuffer()

    public init() {}

    /// Carries out one command.
    public mutating func apply(_ command: Stamped<Command>) -> Result<Receipt, Rejection> {
        precondition(command.sequence == sequence.next, "commands come in order, without gaps")
        precondition(command.time >= time, "time does not go back")
        sequence = command.sequence
        time = command.time
        output.sequence = command.sequence
        do throws(Rejection) {
            let receipt = try carryOut(command.payload)
            concludeCommand()
            return .success(receipt)
        } catch {
            return .failure(error)
        }
    }

    /// Takes the events since the last call, oldest first.
    public mutating func takeEvents() -> (events: [StampedEvent], listings: [Listing]) { output.take() }

    /// Forgets the events since the last call but keeps their memory: for replays that nobody follows, and benchmarks.
    public mutating func discardEvents() { output.discard() }

    /// Events not yet taken.
    public var pendingEventCount: Int { output.events.count }

    @inline(__always)
    private mutating func carryOut(_ command: Command) throws(Rejection) -> Receipt {
        switch command {
        case .placeOrder(let order): return try place(order)
        case .amendOrder(let amendment): return try amend(amendment)
        case .cancelOrder(let cancellation): return try cancel(cancellation)
        case .cancelAllOrders(let cancellation): return try cancelAll(cancellation)
        case .passTime: return passTime()
        case .updateIndex(let update): return try updateIndex(update)
        case .setLeverage(let change): return try setLeverage(change)
        case .deposit(let transfer): return try deposit(transfer)
        case .withdraw(let transfer): return try withdraw(transfer)
        case .openAccount(let opening): return try openAccount(opening)
        case .listAsset(let asset): return try list(asset)
        case .listUnderlying(let underlying): return try list(underlying)
        case .listInstrument(let instrument): return try list(instrument)
        case .updateVenue(let update): return try updateVenue(update)
        case .updateVenues(let update): return try updateVenues(update)
        case .pinIndex(let pin): return try pinIndex(pin)
        case .pinMark(let pin): return try pinMark(pin)
        case .setInsurance(let setting): return try setInsurance(setting)
        case .delist(let instrument): return try delist(instrument)
        case .enableMakers(let change): return try enableMakers(change)
        case .setMarginType(let change): return try setMarginType(change)
        case .setPositionMode(let change): return try setPositionMode(change)
        case .setMultiAssets(let change): return try setMultiAssets(change)
        case .setFeeBurn(let change): return try setFeeBurn(change)
        case .adjustMargin(let change): return try adjustMargin(change)
        case .setCountdown(let countdown): return try setCountdown(countdown)
        case .updateAssetIndex(let update): return try updateAssetIndex(update)
        }
    }

    /// The trades of liquidations may trigger orders, too.
    @inline(never)
    private mutating func watchAccounts() {
        lookAtAccounts()
        if !notedPrices.isEmpty { triggerOrders() }
        if !overgrown.isEmpty { retireOvergrown() }
    }

    /// What follows from a command once its own work is done.
    @inline(__always)
    private mutating func concludeCommand() {
        if !notedPrices.isEmpty { triggerOrders() }
        if !overgrown.isEmpty { retireOvergrown() }
        if watch.isCalled { watchAccounts() }
        if deadlines.isFirstStale { dropStaleDeadlines() }
    }
}

/// The events of the commands since the last take.
struct Output {
    var sequence = SequenceNumber(0)
    private(set) var events: [StampedEvent] = []
    private var listings: [Listing] = []

    @inline(__always)
    mutating func emit(_ event: consuming Event) { events.append(StampedEvent(sequence: sequence, event: event)) }
    mutating func list(_ listing: Listing) { listings.append(listing) }

    mutating func take() -> (events: [StampedEvent], listings: [Listing]) {
        let taken = (events, listings)
        let expected = events.count
        events = []
        events.reserveCapacity(expected)
        listings = []
        return taken
    }

    mutating func discard() {
        events.removeAll(keepingCapacity: true)
        listings.removeAll()
    }
}

/// Turns an overflow into the rejection of the command.
@inline(__always)
func checked<Value>(_ body: () throws(ArithmeticOverflow) -> Value) throws(Rejection) -> Value {
    do throws(ArithmeticOverflow) {
        return try body()
    } catch {
        throw .overflow
    }
}

/// For sums that the checks before a change have already bounded.
@inline(__always)
func bounded<Value>(_ body: () throws(ArithmeticOverflow) -> Value) -> Value {
    do throws(ArithmeticOverflow) {
        return try body()
    } catch {
        preconditionFailure("amounts were bounded before anything changed")
    }
}
