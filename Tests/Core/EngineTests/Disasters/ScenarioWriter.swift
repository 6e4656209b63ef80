import CommandsAndEvents
import Primitives

/// Commands as lines of a scenario, to keep what a run found.
struct ScenarioWriter {
    private var symbols = ["BTCUSDT"]
    private var assets = ["USDT"]
    private var accounts: [String] = []
    private var labels: [OrderKey: String] = [:]
    private var time = Exchange.start

    private struct OrderKey: Hashable {
        var instrument: InstrumentID
        var order: OrderID
    }

    /// All but the four commands that every scenario begins with.
    static func text(_ commands: [TimedCommand], title: String) -> String {
        var writer = ScenarioWriter()
        var pair = ReferencePair()
        var lines = ["scenario \(title)"]
        for (place, command) in commands.enumerated() {
            _ = pair.carryOut(command, comparingAll: false)
            if place < 4 { continue }
            let wait = command.time.milliseconds - writer.time.milliseconds
            writer.time = command.time
            if command.command == .passTime {
                lines.append("pass \(wait) ms")
                continue
            }
            if wait > 0 { lines.append("wait \(wait) ms") }
            lines.append(writer.line(command.command) + writer.outcome(pair.result))
        }
        return lines.joined(separator: "\n")
    }

    private mutating func outcome(_ result: Result<Receipt, Rejection>) -> String {
        switch result {
        case .failure(let rejection): return " -> refused \(ScenarioRun.name(rejection))"
        case .success(.order(let order)) where order.status.isOpen:
            let label = "#\(labels.count + 1)"
            labels[OrderKey(instrument: order.instrument, order: order.id)] = label
            return " -> \(label)"
        case .success: return ""
        }
    }

    private mutating func line(_ command: Command) -> String {
        switch command {
        case .listAsset(let asset):
            assets.append(asset.name)
            return "asset \(asset.name) 1"
        case .updateAssetIndex(let update): return "asset \(Self.name(Int(update.asset.index), assets)) \(update.price)"
        case .listInstrument(let instrument):
            symbols.append(instrument.symbol)
            if let date = instrument.deliveryDate {
                return "list \(instrument.symbol) of \(instrument.pair) delivered-in \(date.milliseconds - time.milliseconds) ms"
            }
            return "list \(instrument.symbol)"
        case .delist(let id): return "\(on(id))delist"
        case .openAccount(let request):
            accounts.append("\(request.name)")
            return "account \(request.name)"
        case .deposit(let transfer): return "deposit \(amount(transfer))"
        case .withdraw(let transfer): return "withdraw \(amount(transfer))"
        case .setInsurance(let setting): return "insurance \(Self.name(Int(setting.asset.index), assets)) \(setting.balance)"
        case .setPositionMode(let change): return "hedge \(name(change.account)) \(word(change.hedge))"
        case .setMultiAssets(let change): return "multi-assets \(name(change.account)) \(word(change.enabled))"
        case .setFeeBurn(let change): return "fee-burn \(name(change.account)) \(word(change.enabled))"
        case .setLeverage(let change): return "\(on(change.instrument))leverage \(name(change.account)) \(change.leverage.times)"
        case .setMarginType(let change): return "\(on(change.instrument))margin \(name(change.account)) \(change.marginType)"
        case .adjustMargin(let change):
            return "\(on(change.instrument))move \(name(change.account)) \(change.amount)\(word(change.side))"
        case .pinIndex(let pin): return "\(on(pin.instrument))index \(pin.price.map { "\($0)" } ?? "free")"
        case .pinMark(let pin): return "\(on(pin.instrument))mark \(pin.price.map { "\($0)" } ?? "free")"
        case .updateIndex(let update): return "\(on(update.instrument))venues \(update.price)"
        case .placeOrder(let order): return place(order)
        case .amendOrder(let change):
            return "\(on(change.instrument))amend \(label(change.instrument, change.order)) to \(change.quantity) @ \(change.price)"
        case .cancelOrder(let change): return "\(on(change.instrument))cancel \(label(change.instrument, change.order))"
        case .cancelAllOrders(let change): return "\(on(change.instrument))cancel-all \(name(change.account))"
        case .listUnderlying, .setCountdown, .updateVenue, .updateVenues, .enableMakers, .passTime: return "// \(command)"
        }
    }

    private func place(_ order: PlaceOrder) -> String {
        var text = "\(on(order.instrument))place \(name(order.account)) \(order.side) \(order.quantity)"
        if case .limit(let price, let timeInForce) = order.kind {
            let word = ScenarioWords.timesInForce.first { $0.1 == timeInForce }?.0 ?? ""
            text += " @ \(price) \(word)"
        }
        text += word(order.positionSide)
        if order.reduceOnly { text += " reduce-only" }
        if let condition = order.condition {
            text += " \(ScenarioWords.conditions.first { $0.1 == condition.kind }?.0 ?? "") \(condition.price)"
            text += condition.workingPrice == .mark ? " on-mark" : " on-last"
        }
        return text
    }

    private func on(_ id: InstrumentID) -> String { id.index == 0 ? "" : "on \(Self.name(Int(id.index), symbols)) " }
    /// What a shorter run never listed has a number only.
    private static func name(_ index: Int, _ names: [String]) -> String { index < names.count ? names[index] : "\(index)" }
    private func name(_ id: AccountID) -> String { Self.name(Int(id.index), accounts) }
    private func word(_ isOn: Bool) -> String { isOn ? "on" : "off" }
    private func word(_ side: PositionSide) -> String { side == .both ? "" : " \(side)" }

    private func amount(_ transfer: Transfer) -> String {
        "\(name(transfer.account)) \(transfer.amount) \(Self.name(Int(transfer.asset.index), assets))"
    }

    private func label(_ instrument: InstrumentID, _ order: OrderReference) -> String {
        guard case .id(let id) = order else { return "#none" }
        return labels[OrderKey(instrument: instrument, order: id)] ?? "#\(id.value)"
    }
}
