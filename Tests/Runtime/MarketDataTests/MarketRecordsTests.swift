import CommandsAndEvents
import ExchangePorts
import Instruments
import MarketData
import Primitives
import Testing

@Suite("Market records")
struct MarketRecordsTests {
    private static let fiveMinutes: Int64 = 300_000

    /// Accounts 0 to 4 are clients and bots, 5 is the fund; each has a wallet of a dollar asset.
    private func records(wallets: [Int64] = [100, 200, 300, 400, 500, 9_000], at time: Timestamp = start) throws -> MarketRecords {
        let records = MarketRecords()
        let opened = wallets.indices.map { index in
            Event.accountOpened(
                AccountOpened(
                    account: AccountID(UInt32(index)), name: ShortText("a\(index)") ?? ShortText(),
                    kind: index == 5 ? .insuranceFund : index.isMultiple(of: 2) ? .client : .bot))
        }
        let balances = wallets.enumerated().map { index, wallet in
            Event.balance(
                BalanceUpdate(
                    account: AccountID(UInt32(index)), asset: AssetID(0), walletBalance: Money(whole: wallet),
                    crossWalletBalance: Money(whole: wallet), change: .zero, reason: .deposit, instrument: nil))
        }
        let listed = EventBatch(
            lastSequence: SequenceNumber(1), time: time,
            events: (opened + balances + [.assetIndex(UpdateAssetIndex(asset: AssetID(0), price: Price(whole: 1))), mark(100)])
                .map { StampedEvent(sequence: SequenceNumber(1), event: $0) },
            listings: [
                .asset(AssetID(0), Asset(name: "USDT", marginAvailable: true)), .instrument(bitcoin, try instrument()),
            ])
        records.apply(listed)
        return records
    }

    func instrument() throws -> Instrument {
        let step = try Quantity("0.001")
        let lot = LotSizeFilter(minimum: step, maximum: Quantity(whole: 1_000), stepSize: step)
        return Instrument(
            symbol: "BTCUSDT", pair: "BTCUSDT", baseAsset: "BTC", quoteAsset: "USDT", pricePrecision: 2, quantityPrecision: 3,
            filters: Filters(
                price: PriceFilter(minimum: Price(whole: 1), maximum: Price(whole: 1_000), tickSize: try Price("0.1")),
                lotSize: lot, marketLotSize: lot, maxNumOrders: 200, maxNumAlgoOrders: 10,
                percentPrice: PercentPriceFilter(multiplierUp: try Rate("1.05"), multiplierDown: try Rate("0.95")),
                minNotional: Money(whole: 5)),
            fees: FeeSchedule(maker: .zero, taker: .zero),
            terms: .perpetual(
                PerpetualTerms(
                    contract: ContractTerms(
                        marginAsset: "USDT",
                        brackets: try #require(LeverageBrackets(rows: [(20, Money(whole: 50_000), try Rate("0.01"))])),
                        liquidationFee: .zero, marketTakeBound: try Rate("0.05"), triggerProtect: try Rate("0.05")),
                    funding: FundingTerms(
                        intervalHours: 8, interestRate: .zero, cap: try Rate("0.02"), floor: try Rate("-0.02")))),
            onboardDate: .zero, categories: [])
    }

    private func mark(_ mark: Int64) -> Event {
        .mark(
            MarkUpdate(
                instrument: bitcoin, mark: Price(whole: mark), index: Price(whole: mark - 1), fundingRate: .zero,
                nextFundingTime: .zero, settlePrice: .zero))
    }

    private func position(_ account: UInt32, _ quantity: Int64, entry: Int64 = 100, side: PositionSide = .both) -> Event {
        .position(
            PositionUpdate(
                account: AccountID(account), instrument: bitcoin, side: side, quantity: Quantity(whole: quantity),
                entryPrice: Price(whole: entry), breakEvenPrice: .zero, accumulatedRealized: .zero, unrealizedProfit: .zero,
                reason: .order))
    }

    private func funding(_ hours: Int64, of instrument: InstrumentID = bitcoin, rate: Int64 = 1) -> FundingSettled {
        FundingSettled(
            instrument: instrument, time: start + hours * 3_600_000, rate: Rate(raw: rate), mark: Price(whole: 100))
    }

    private func samples(_ records: MarketRecords) -> [MarketSample] {
        records.samples(of: bitcoin, from: .zero, to: start + 100 * 86_400_000)
    }

    // MARK: Samples

    @Test("a sample shows what was so before the batch that reaches its time")
    func samplesWhatWas() throws {
        let records = try records()
        records.apply(batch([position(0, 3), position(1, -3), trade(1, 100, 2), trade(2, 101, 5, .sell)], at: start + 1))
        records.apply(batch([position(0, 7), position(1, -7), mark(200), trade(3, 150)], at: start + Self.fiveMinutes))
        let sample = try #require(samples(records).first)
        #expect(samples(records).count == 1)
        #expect(sample.time == start + Self.fiveMinutes)
        #expect(sample.openInterest == Quantity(whole: 3))
        #expect(sample.mark == Price(whole: 100))
        #expect(sample.index == Price(whole: 99))
        #expect(sample.last == Price(whole: 101))
        #expect(sample.takerBuyVolume == Quantity(whole: 2))
        #expect(sample.takerSellVolume == Quantity(whole: 5))
        records.apply(batch([], at: start + 2 * Self.fiveMinutes))
        let next = samples(records)[1]
        #expect(next.openInterest == Quantity(whole: 7))
        #expect(next.takerBuyVolume == Quantity(whole: 1))
        #expect(next.takerSellVolume == .zero)
    }

    @Test("a jump of the clock makes a sample for every time it passes, of which only the first has the trades")
    func jump() throws {
        let records = try records()
        records.apply(batch([position(0, 3), position(1, -3), trade(1, 100, 2)], at: start + 1))
        records.apply(batch([], at: start + 3 * Self.fiveMinutes + 5))
        #expect(samples(records).map(\.time) == [1, 2, 3].map { start + $0 * Self.fiveMinutes })
        #expect(samples(records).map(\.takerBuyVolume) == [Quantity(whole: 2), .zero, .zero])
        #expect(Set(samples(records).map(\.openInterest)) == [Quantity(whole: 3)])
    }

    @Test("thirty days are kept, however far the clock jumps")
    func kept() throws {
        let records = try records()
        records.apply(batch([], at: start + 90 * 86_400_000))
        #expect(samples(records).count == 30 * 288)
        #expect(samples(records).last?.time == start + 90 * 86_400_000)
    }

    @Test("accounts count once by what they hold net, and the fund is no trader")
    func accounts() throws {
        let records = try records()
        records.apply(
            batch(
                [
                    position(0, 5, side: .long), position(0, -8, side: .short), position(1, 4, side: .long),
                    position(1, -4, side: .short), position(2, 2), position(3, 9), position(5, -8),
                ], at: start + 1))
        records.apply(batch([position(3, 0)], at: start + 2))
        records.apply(batch([], at: start + Self.fiveMinutes))
        let sample = try #require(samples(records).first)
        #expect(sample.accounts == LongShort(long: 1, short: 1))
        #expect(sample.openInterest == Quantity(whole: 11))
    }

    @Test("top traders are the fifth with the highest margin balance, unrealised profit and all")
    func topTraders() throws {
        let records = try records()
        // Account 4 has 500; account 0 has 100 and a profit of 10 × 41 = 410.
        records.apply(batch([position(0, 10), position(4, -10, entry: 141)], at: start + 1))
        records.apply(batch([mark(141)], at: start + 2))
        records.apply(batch([mark(140)], at: start + Self.fiveMinutes))
        records.apply(batch([], at: start + 2 * Self.fiveMinutes))
        #expect(samples(records).map(\.topAccounts) == [LongShort(long: 1, short: 0), LongShort(long: 0, short: 1)])
        #expect(samples(records).map(\.topPositions.long) == [Quantity(whole: 10), .zero])
        #expect(samples(records).map(\.topPositions.short) == [.zero, Quantity(whole: 10)])
    }

    @Test("a market that is closed or has no mark price has no samples")
    func withoutMarket() throws {
        let records = try records()
        records.apply(batch([.marketStatus(MarketStatusUpdate(instrument: bitcoin, status: .closed))], at: start + 1))
        records.apply(batch([], at: start + Self.fiveMinutes))
        #expect(samples(records).isEmpty)
        #expect(records.samples(of: ether, from: .zero, to: start).isEmpty)
    }

    @Test("the start of the span and its end belong to it")
    func span() throws {
        let records = try records()
        for step in 1...4 { records.apply(batch([], at: start + Int64(step) * Self.fiveMinutes)) }
        let found = records.samples(of: bitcoin, from: start + 2 * Self.fiveMinutes, to: start + 3 * Self.fiveMinutes)
        #expect(found.map(\.time) == [start + 2 * Self.fiveMinutes, start + 3 * Self.fiveMinutes])
    }

    // MARK: Funding and deliveries

    @Test("settlements come by time and then by instrument, however they were told")
    func fundingOrder() throws {
        let records = try records()
        let told = [funding(1), funding(2), funding(1, of: ether), funding(2, of: ether)]
        records.apply(batch(told.map { .funding($0) }, at: start + 7_200_000))
        let all = records.fundings(FundingQuery(instrument: nil, from: nil, to: nil, limit: 10))
        #expect(all == [funding(1), funding(1, of: ether), funding(2), funding(2, of: ether)])
    }

    @Test(
        "from a start on come the first settlements, otherwise the latest",
        arguments: [
            (nil, nil, [4, 5]), (2, nil, [2, 3]), (nil, 3, [2, 3]), (2, 2, [2]), (5, 9, [5]), (6, 9, []), (3, 2, []),
        ] as [(Int64?, Int64?, [Int64])])
    func fundingSpan(from: Int64?, to: Int64?, expected: [Int64]) throws {
        let records = try records()
        for hour in 1...5 {
            records.apply(batch([.funding(funding(Int64(hour)))], at: start + Int64(hour) * 3_600_000))
        }
        let query = FundingQuery(
            instrument: bitcoin, from: from.map { start + $0 * 3_600_000 }, to: to.map { start + $0 * 3_600_000 }, limit: 2)
        #expect(records.fundings(query) == expected.map { funding($0) })
        #expect(records.fundings(FundingQuery(instrument: ether, from: nil, to: nil, limit: 2)).isEmpty)
    }

    @Test("deliveries come newest first")
    func deliveries() throws {
        let records = try records()
        let told = [(bitcoin, 1), (ether, 2), (bitcoin, 3)].map { instrument, day in
            Delivered(instrument: instrument, time: start + Int64(day) * 86_400_000, price: Price(whole: 100 + Int64(day)))
        }
        for delivered in told { records.apply(batch([.delivered(delivered)], at: delivered.time)) }
        #expect(records.deliveries(of: [bitcoin]) == [told[2], told[0]])
        #expect(records.deliveries(of: []).isEmpty)
    }
}
