public import CommandsAndEvents
public import Instruments
public import Primitives

/// The names of the exchange: which underlyings, instruments, assets and accounts there are. A value: take a copy and look
/// things up in it. A copy costs one reference count, however much there is.
public struct Names: Sendable {
    /// `@unchecked Sendable`: changed only by the one `Names` that holds it.
    private final class Storage: @unchecked Sendable {
        var underlyings: [Underlying] = []
        var instruments: [Instrument] = []
        var assets: [Asset] = []
        var accounts: [AccountName] = []
        var statuses: [MarketStatus] = []
        var underlyingsByName: [String: UnderlyingID] = [:]
        var instrumentsBySymbol: [String: InstrumentID] = [:]
        var assetsByName: [String: AssetID] = [:]
        var accountsByName: [String: AccountID] = [:]

        init() {}

        init(copying other: Storage) {
            underlyings = other.underlyings
            instruments = other.instruments
            assets = other.assets
            accounts = other.accounts
            statuses = other.statuses
            underlyingsByName = other.underlyingsByName
            instrumentsBySymbol = other.instrumentsBySymbol
            assetsByName = other.assetsByName
            accountsByName = other.accountsByName
        }
    }

    private var storage = Storage()

    public init() {}

    public var underlyings: [Underlying] { storage.underlyings }
    public var instruments: [Instrument] { storage.instruments }
    public var assets: [Asset] { storage.assets }
    public var accounts: [AccountName] { storage.accounts }

    public func underlying(_ name: String) -> UnderlyingID? { storage.underlyingsByName[name] }
    public func instrument(_ symbol: String) -> InstrumentID? { storage.instrumentsBySymbol[symbol] }
    public func asset(_ name: String) -> AssetID? { storage.assetsByName[name] }
    public func account(_ name: String) -> AccountID? { storage.accountsByName[name] }
    public subscript(_ id: UnderlyingID) -> Underlying { storage.underlyings[Int(id.index)] }
    public subscript(_ id: InstrumentID) -> Instrument { storage.instruments[Int(id.index)] }
    public subscript(_ id: AssetID) -> Asset { storage.assets[Int(id.index)] }
    public subscript(_ id: AccountID) -> AccountName { storage.accounts[Int(id.index)] }

    /// An instrument trades unless the exchange says otherwise.
    public func status(of id: InstrumentID) -> MarketStatus { storage.statuses[Int(id.index)] }

    mutating func take(_ batch: EventBatch) {
        if !isKnownUniquelyReferenced(&storage) { storage = Storage(copying: storage) }
        for listing in batch.listings {
            switch listing {
            case .asset(let id, let asset):
                storage.assets.append(asset)
                storage.assetsByName[asset.name] = id
            case .underlying(let id, let underlying):
                storage.underlyings.append(underlying)
                storage.underlyingsByName[underlying.name] = id
            case .instrument(let id, let instrument):
                storage.instruments.append(instrument)
                storage.statuses.append(.trading)
                storage.instrumentsBySymbol[instrument.symbol] = id
            }
        }
        for stamped in batch.events {
            switch stamped.event {
            case .accountOpened(let opened):
                storage.accounts.append(AccountName(name: opened.name.description, kind: opened.kind))
                storage.accountsByName[opened.name.description] = opened.account
            case .marketStatus(let update): storage.statuses[Int(update.instrument.index)] = update.status
            default: continue
            }
        }
    }
}

public struct AccountName: Sendable, Hashable {
    public var name: String
    public var kind: AccountKind
    public init(name: String, kind: AccountKind) {
        self.name = name
        self.kind = kind
    }
}

/// The current `Names`, kept by following the exchange.
public final class Catalog: Projection {
    private let current = Locked(Names())

    public init() {}

    public var names: Names { current.withLock { $0 } }

    public func apply(_ batch: EventBatch) {
        let hasNews = batch.events.contains {
            switch $0.event {
            case .accountOpened, .marketStatus: true
            default: false
            }
        }
        guard hasNews || !batch.listings.isEmpty else { return }
        current.withLock { $0.take(batch) }
    }
}
