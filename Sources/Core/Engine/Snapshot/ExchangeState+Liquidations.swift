import CommandsAndEvents
import Primitives

/// Liquidations in snapshots. Who is to be looked at is not written: everyone is, after a snapshot.
extension ExchangeState {
    func encodeLiquidations(into writer: inout ByteWriter) {
        writer.write(liquidations.nextFundTrade.milliseconds)
        writer.write(liquidations.nextClearance.milliseconds)
        writer.write(UInt32(liquidations.running.count))
        for pool in liquidations.running { pool.encode(into: &writer) }
        writer.write(UInt32(liquidations.calls.count))
        for call in liquidations.calls {
            call.pool.encode(into: &writer)
            writer.write(call.time.milliseconds)
        }
    }

    /// Expects accounts and positions to be there.
    mutating func decodeLiquidations(from reader: inout ByteReader) throws(MalformedBytes) {
        for index in accounts.indices {
            let account = AccountID(UInt32(index))
            watch.touch(account)
            guard accounts[index].kind == .insuranceFund else { continue }
            guard liquidations.fund == Liquidations.nobody else { throw MalformedBytes("two insurance funds") }
            liquidations.fund = account
        }
        liquidations.nextFundTrade = Timestamp(milliseconds: try reader.read())
        liquidations.nextClearance = Timestamp(milliseconds: try reader.read())
        var previous: MarginPool?
        for _ in 0..<(try reader.read(UInt32.self)) {
            let pool = try decodePool(from: &reader, after: previous)
            liquidations.begin(pool)
            previous = pool
        }
        previous = nil
        for _ in 0..<(try reader.read(UInt32.self)) {
            let pool = try decodePool(from: &reader, after: previous)
            liquidations.calls.append(Liquidations.Call(pool: pool, time: Timestamp(milliseconds: try reader.read())))
            previous = pool
        }
    }

    private func decodePool(
        from reader: inout ByteReader, after previous: MarginPool?
    ) throws(MalformedBytes) -> MarginPool {
        let pool = try MarginPool(from: &reader)
        guard has(pool.account), has(pool.instrument), Int(pool.asset.index) < assets.count, previous.map({ $0 < pool }) ?? true
        else { throw MalformedBytes("a liquidation of nobody, or out of line") }
        return pool
    }
}

extension MarginPool {
    func encode(into writer: inout ByteWriter) {
        writer.write(account.index)
        writer.write(scope.rawValue)
        writer.write(instrument.index)
        writer.write(side.rawValue)
        writer.write(asset.index)
    }

    init(from reader: inout ByteReader) throws(MalformedBytes) {
        self.init(
            account: AccountID(try reader.read()), scope: try reader.readEnum(), instrument: InstrumentID(try reader.read()),
            side: try reader.readEnum(), asset: AssetID(try reader.read()))
    }
}
