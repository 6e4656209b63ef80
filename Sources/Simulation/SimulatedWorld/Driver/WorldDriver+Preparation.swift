import CommandsAndEvents
import ExchangePorts
import Instruments
import Primitives
import TradingBots

extension WorldDriver {
    /// Rounds of the warm-up at least and at most; each stands for one period of the schedule.
    static var warmUpRounds: ClosedRange<Int> { 16...200 }
    /// How many steps of a preparation go into one submission.
    static var listingMax: Int { 64 }

    /// Lists what the world has and the exchange lacks, opens and funds the bots' accounts, and lets everybody act until
    /// each market has a two-sided book, a mark price and a trade. On an exchange that has all that, does nothing.
    public func prepare() async throws(WorldPreparationError) {
        await turnstile.enter()
        defer { turnstile.leave() }
        try await settle()
        let before = try await read { $0.sequence }
        takeUpQuarterlies()
        try await list()
        try await openAccounts()
        try await settle()
        let places = places(catalog.names)
        try await fund(places)
        let names = catalog.names
        let random = RandomStream(seed: world.seed).derived("after \(before.value)")
        inhabitants = Inhabitants(world, names: names, places: places, random: random)
        try await warmUp()
        lastTick = Schedule(tickMilliseconds: world.tickMilliseconds).tick(at: clock.now)
        try await settle()
    }

    private func list() async throws(WorldPreparationError) {
        let names = catalog.names
        let assets = world.assets.filter { names.asset($0.name) == nil }
        let underlyings = (world.underlyings.map(\.listed) + world.baskets.map(\.listed)).filter {
            names.underlying($0.name) == nil
        }
        let markets = world.markets.map(\.instrument).filter { names.instrument($0.symbol) == nil }
        try await submit(assets.map { ("listing \($0.name)", .listAsset($0.asset)) })
        try await submit(underlyings.map { ("listing \($0.name)", .listUnderlying($0)) })
        try await submit(markets.map { ("listing \($0.symbol)", .listInstrument($0)) })
    }

    private func openAccounts() async throws(WorldPreparationError) {
        let names = catalog.names
        var missing: [String] = []
        for name in world.markets.flatMap({ $0.makerNames + $0.takerNames }) where names.account(name) == nil {
            // The contracts of a quarter share their bots.
            if !missing.contains(name) { missing.append(name) }
        }
        try await submit(
            missing.compactMap { name in
                ShortText(name).map { ("opening account \(name)", .openAccount(OpenAccount(name: $0, kind: .bot))) }
            })
    }

    /// Where the markets of the world are found on the exchange, in the order of the world.
    private func places(_ names: Names) -> [Inhabitants.Place] {
        world.markets.compactMap { market in
            names.instrument(market.instrument.symbol).map {
                Inhabitants.Place(
                    instrument: $0, makers: market.makerNames.compactMap(names.account),
                    takers: market.takerNames.compactMap(names.account))
            }
        }
    }

    /// Deposits for accounts that hold nothing, and the leverage the world gives them.
    private func fund(_ places: [Inhabitants.Place]) async throws(WorldPreparationError) {
        let names = catalog.names
        var wanted: [(account: AccountID, instrument: InstrumentID, asset: AssetID, deposit: Money, leverage: Leverage)] = []
        for (market, place) in zip(world.markets, places) {
            guard let asset = names.asset(names[place.instrument].contract.marginAsset) else { continue }
            for (terms, account) in zip(market.makers, place.makers) {
                wanted.append((account, place.instrument, asset, terms.deposit, terms.leverage))
            }
            for account in place.takers {
                guard let terms = market.takers else { continue }
                wanted.append((account, place.instrument, asset, terms.deposit, terms.leverage))
            }
        }
        let accounts = wanted.map { ($0.account, $0.instrument, $0.asset) }
        let present = try await read { state in
            accounts.map { account, instrument, asset in
                (
                    isFunded: state.balances(of: account).contains { $0.asset == asset && !$0.walletBalance.isZero },
                    leverage: state.position(of: account, on: instrument)?.leverage
                )
            }
        }
        var steps: [(String, Command)] = []
        var funded: Set<AccountID> = []
        for (wanted, present) in zip(wanted, present) {
            let name = names[wanted.account].name
            if !present.isFunded && funded.insert(wanted.account).inserted {
                let transfer = Transfer(account: wanted.account, asset: wanted.asset, amount: wanted.deposit)
                steps.append(("funding \(name)", .deposit(transfer)))
            }
            if present.leverage != wanted.leverage {
                let change = SetLeverage(account: wanted.account, instrument: wanted.instrument, leverage: wanted.leverage)
                steps.append(("leverage of \(name)", .setLeverage(change)))
            }
        }
        try await submit(steps)
    }

    // MARK: Warming up

    private func warmUp() async throws(WorldPreparationError) {
        guard let everybody = inhabitants?.everybody else { return }
        if try await lifeless().isEmpty { return }
        for round in 1...Self.warmUpRounds.upperBound {
            do throws(ExchangeUnavailable) {
                _ = try await step(everybody, passTime: true, warmUp: true)
            } catch {
                throw .unavailable(error)
            }
            if round >= Self.warmUpRounds.lowerBound, try await lifeless().isEmpty { return }
        }
        let symbols = try await lifeless()
        if !symbols.isEmpty { throw .lifeless(symbols: symbols) }
    }

    /// The markets that should be alive and are not yet: their makers are on, but book, mark or trade is missing.
    private func lifeless() async throws(WorldPreparationError) -> [String] {
        guard let places = inhabitants?.places else { return [] }
        let populated = zip(world.markets, places).filter { !$0.0.makers.isEmpty }
        let instruments = populated.map {
            ($0.1.instrument, trades: ($0.0.takers?.count ?? 0) > 0 && $0.0.takers?.arrivals != .zero)
        }
        let alive = try await read { state in
            instruments.map { instrument, trades in
                guard let market = state.market(instrument) else { return false }
                if !market.makersEnabled { return true }
                return market.mark.isPositive && (market.lastTrade.isPositive || !trades)
                    && !state.levels(of: instrument, side: .buy, depth: 1).isEmpty
                    && !state.levels(of: instrument, side: .sell, depth: 1).isEmpty
            }
        }
        return zip(populated, alive).filter { !$0.1 }.map(\.0.0.instrument.symbol)
    }

    // MARK: The exchange

    private func submit(_ steps: [(what: String, command: Command)]) async throws(WorldPreparationError) {
        var rest = steps[...]
        while !rest.isEmpty {
            let part = rest.prefix(Self.listingMax)
            rest = rest.dropFirst(Self.listingMax)
            let outcomes: [Outcome]
            do throws(ExchangeUnavailable) {
                outcomes = try await exchange.submit(part.map(\.command))
            } catch {
                throw .unavailable(error)
            }
            for (step, outcome) in zip(part, outcomes) {
                if case .failure(let rejection) = outcome.result { throw .refused(step: step.what, rejection) }
            }
        }
    }

    private func read<Answer: Sendable>(
        _ body: @escaping @Sendable (any LiveState) -> Answer
    ) async throws(WorldPreparationError) -> Answer {
        do throws(ExchangeUnavailable) {
            return try await exchange.read(body)
        } catch {
            throw .unavailable(error)
        }
    }

    private func settle() async throws(WorldPreparationError) {
        do throws(ExchangeUnavailable) {
            try await exchange.settle()
        } catch {
            throw .unavailable(error)
        }
    }
}

extension ListedMarket {
    /// The accounts of the bots: `maker-BTCUSDT-1` and so on.
    public var makerNames: [String] { makers.indices.map { "maker-\(crew)-\($0 + 1)" } }
    public var takerNames: [String] { (0..<(takers?.count ?? 0)).map { "taker-\(crew)-\($0 + 1)" } }
}
