import CommandsAndEvents
import Primitives
import Risk

/// An account: its wallets, and where its position records are.
struct Account {
    let name: ShortText
    let kind: AccountKind
    /// By asset index; missing assets hold nothing.
    private(set) var wallets: ContiguousArray<Wallet> = []
    /// Into `ExchangeState.positions`, by order of first use.
    var positions: ContiguousArray<UInt32> = []
    var hedgeMode = false
    var multiAssets = false
    var feeBurn = false
    /// Whether there are records of single sides: the account was in hedge mode once.
    var hasSides = false

    init(name: ShortText, kind: AccountKind) {
        self.name = name
        self.kind = kind
    }

    func wallet(_ asset: AssetID) -> Wallet {
        let index = Int(asset.index)
        return index < wallets.count ? wallets[index] : Wallet()
    }

    mutating func setWallet(_ asset: AssetID, _ wallet: Wallet) {
        let index = Int(asset.index)
        while wallets.count <= index { wallets.append(Wallet()) }
        wallets[index] = wallet
    }
}

/// What an account holds of one asset.
struct Wallet: Hashable {
    var balance = Money.zero
    /// The part of the balance that isolated positions keep to themselves.
    var isolated = Money.zero
    var updatedAt = Timestamp.zero

    /// An account with more than this, or owing more, places no orders: whatever one more command can move then still
    /// fits 64 bits.
    static let tradableMax = Money(whole: 30_000_000_000)

    var isTradable: Bool { balance.magnitude <= Self.tradableMax }

    /// What the cross positions share.
    var cross: Money { balance - isolated }
}

/// All that an account has going on one side of an instrument: position, settings, open orders.
///
/// The records of an account on one instrument agree on leverage and margin type. The one of side `both` comes first.
struct PositionRecord {
    let account: AccountID
    let instrument: InstrumentID
    let side: PositionSide
    var position = Position()
    var marginType = MarginType.cross
    /// The part of the wallet that an isolated position keeps to itself. Zero when flat or on cross margin.
    var isolatedWallet = Money.zero
    /// Whether it ever held a position.
    var isInitialised = false
    var leverage: Leverage
    /// The largest notional that leverage permits.
    var maxNotional: Money
    var exposure = OpenExposure()
    /// Open orders, in the order in which they came to rest or were armed, as a list through the order pool.
    var firstOrder = OrderSlot.none
    var lastOrder = OrderSlot.none
    var openOrderCount: Int32 = 0
    var reduceOnlyCount: Int32 = 0
    /// Of the open orders, those that wait for their trigger.
    var armedCount: Int32 = 0
    var updatedAt = Timestamp.zero

    init(account: AccountID, instrument: InstrumentID, side: PositionSide, leverage: Leverage, maxNotional: Money) {
        self.account = account
        self.instrument = instrument
        self.side = side
        self.leverage = leverage
        self.maxNotional = maxNotional
    }
}
