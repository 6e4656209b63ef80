import BasicContainers
import CommandsAndEvents
import Primitives
import Risk

/// Margin calls (supplement §6.4): told when maintenance margin reaches 80 % of the balance, then at most once a minute, and
/// anew after it fell below.
extension ExchangeState {
    static var callInterval: Int64 { 60_000 }

    /// Notes who of those seen is at a margin call, forgets who is not any more, and calls whom it is time to call.
    mutating func callForMargin(_ strained: inout ContiguousArray<MarginPool>) {
        if strained.isEmpty && liquidations.calls.isEmpty { return }
        strained.sort()
        var calls: ContiguousArray<Liquidations.Call> = []
        calls.reserveCapacity(strained.count)
        var next = 0
        for call in liquidations.calls {
            while next < strained.count && strained[next] < call.pool {
                calls.append(callForMargin(strained[next]))
                next += 1
            }
            if next < strained.count && strained[next] == call.pool {
                calls.append(time >= call.time.advanced(byMilliseconds: Self.callInterval) ? callForMargin(call.pool) : call)
                next += 1
            } else if !watch.isSeen(call.pool.account) {
                calls.append(call)
            }
        }
        while next < strained.count {
            calls.append(callForMargin(strained[next]))
            next += 1
        }
        liquidations.calls = calls
    }

    private mutating func callForMargin(_ pool: MarginPool) -> Liquidations.Call {
        for record in heldRecords(pool) { emitMarginCall(record) }
        return Liquidations.Call(pool: pool, time: time)
    }

    private mutating func emitMarginCall(_ record: Int) {
        let entry = positions[record]
        let market = Int(entry.instrument.index)
        let figures = bounded { () throws(ArithmeticOverflow) in try marginFigures(of: entry) }
        output.emit(
            .marginCall(
                MarginCall(
                    account: entry.account, instrument: entry.instrument, side: entry.side, marginType: entry.marginType,
                    quantity: entry.position.quantity,
                    crossWalletBalance: accounts[Int(entry.account.index)].wallet(markets[market].marginAsset).cross,
                    isolatedWallet: entry.isolatedWallet, mark: markets[market].prices.mark,
                    unrealizedProfit: figures.unrealizedProfit, maintenanceMargin: figures.maintenanceMargin)))
    }
}
