public import CommandsAndEvents
public import Instruments
public import Primitives

/// The names of the exchange: which instruments, assets and accounts there are. A value: take a copy and look things up in it.
public struct Names: Sendable {
    public private(set) var underlyings: [Underlying] = []
    public private(set) var instruments: [Instrument] = []
    public private(set) var assets: [Asset] = []
    public private(set) var accounts: [AccountName] = []
    private var underlyingsByName: [String: UnderlyingID] = [:]
    private var instrumentsBySymbol: [String: InstrumentID] = [:]
    private var assetsByName: [String: AssetID] = [:]
    private var accountsByName: [String: AccountID] = [:]

    public init() {}

    public func instrument(_ symbol: String) -> InstrumentID? { instrumentsBySymbol[symbol] }
    public func underlying(_ name: String) -> UnderlyingID? { underlyingsByName[name] }
    public func asset(_ name: String) -> AssetID? { assetsByName[name] }
    public func account(_ name: String) -> AccountID? { accountsByName[name] }
    public subscript(_ id: InstrumentID) -> Instrument { instruments[Int(id.index)] }
    public subscript(_ id: UnderlyingID) -> Underlying { underlyings[Int(id.index)] }
    public subscript(_ id: AssetID) -> Asset { assets[Int(id.index)] }
    public subscript(_ id: AccountID) -> AccountName { accounts[Int(id.index)] }

    mutating func take(_ batch: EventBatch) {
        for listing in batch.listings {
            switch listing {
            case .asset(let id, let asset):
                assets.append(asset)
                assetsByName[asset.name] = id
            case .underlying(let id, let underlying):
                underlyings.append(underlying)
                underlyingsByName[underlying.name] = id
            case .instrument(let id, let instrument):
                instruments.append(instrument)
                instrumentsBySymbol[instrument.symbol] = id
            }
        }
        for stamped in batch.events {
            guard case .accountOpened(let opened) = stamped.event else { continue }
            accounts.append(AccountName(name: opened.name.description, kind: opened.kind))
            accountsByName[opened.name.description] = opened.account
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
        let opensAccounts = batch.events.contains { if case .accountOpened = $0.event { true } else { false } }
        guard opensAccounts || !batch.listings.isEmpty else { return }
        current.withLock { $0.take(batch) }
    }
}
