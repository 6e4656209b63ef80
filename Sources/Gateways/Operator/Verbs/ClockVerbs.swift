import ExchangePorts
import Primitives
import WireKit

extension OperatorVerb {
    static let clock = [
        OperatorVerb(.get, "/clock", showClock),
        OperatorVerb(.put, "/clock", fields: ["mode", .number("rate")], setClock),
        OperatorVerb(.post, "/clock/advance", fields: [.number("ms"), .number("to"), .flag("quiet")], advanceClock),
    ]

    /// Ten years: more is a slip, and would keep the exchange busy for hours.
    static let advanceMillisecondsMax: Int64 = 315_576_000_000
    /// As fast as the clock goes.
    static let clockRateMax = Rate(whole: 1_000_000)
    /// Source time is counted in thousandths of wall time.
    private static let clockRateStep = Rate(raw: fixedPointUnit / 1_000)

    private static func showClock(_ call: OperatorCall) async throws(OperatorError) -> OperatorReply {
        let mode = call.services.clock.mode
        let time = call.services.exchange.now
        return OperatorReply {
            $0.field("mode", mode.name)
            $0.field("time", time.milliseconds)
            $0.key("rate")
            $0.raw(mode.rate.text(digits: max(1, mode.rate.significantDigits)).utf8)
        }
    }

    private static func setClock(_ call: OperatorCall) async throws(OperatorError) -> OperatorReply {
        await call.services.clock.set(try mode(of: call.body))
        return try await showClock(call)
    }

    private static func mode(of body: OperatorBody) throws(OperatorError) -> ClockMode {
        let name = try body.text("mode")
        if name != "scaled", body.has("rate") { throw .impossible("'rate' belongs to the mode scaled") }
        switch name {
        case "wall": return .wall
        case "manual": return .manual
        case "scaled":
            let rate = try body.rate("rate")
            guard rate >= clockRateStep, rate <= clockRateMax, rate.raw % clockRateStep.raw == 0 else {
                throw .impossible("'rate' goes from \(clockRateStep) to \(clockRateMax), in steps of \(clockRateStep)")
            }
            return .scaled(thousandths: rate.raw / clockRateStep.raw)
        default: throw .impossible("'mode' is wall, manual or scaled")
        }
    }

    private static func advanceClock(_ call: OperatorCall) async throws(OperatorError) -> OperatorReply {
        let quiet = call.body.has("quiet") ? try call.body.flag("quiet") : false
        let target = try target(of: call)
        let sequence: SequenceNumber?
        do throws(ExchangeUnavailable) {
            sequence = try await call.services.clock.advance(to: target, quiet: quiet)
        } catch {
            throw OperatorError(error)
        }
        guard let sequence else { throw .impossible("the clock was set or advanced meanwhile") }
        return OperatorReply {
            $0.field("time", target.milliseconds)
            $0.field("sequence", sequence.value)
        }
    }

    private static func target(of call: OperatorCall) throws(OperatorError) -> Timestamp {
        guard call.services.clock.mode == .manual else { throw .impossible("only a manual clock can be advanced") }
        guard call.body.has("ms") != call.body.has("to") else { throw .impossible("send either 'ms' or 'to'") }
        let now = call.services.exchange.now
        let field = call.body.has("ms") ? "ms" : "to"
        let value = try call.body.integer(field)
        let target = field == "ms" ? now.advanced(byMilliseconds: value) : Timestamp(milliseconds: value)
        guard target >= now else { throw .impossible("'\(field)' lies in the past, and time never goes back") }
        guard target <= now.advanced(byMilliseconds: advanceMillisecondsMax) else {
            throw .impossible("'\(field)' lies more than \(advanceMillisecondsMax) milliseconds ahead")
        }
        return target
    }
}

extension ClockMode {
    fileprivate var name: String {
        switch self {
        case .wall: "wall"
        case .manual: "manual"
        case .scaled: "scaled"
        }
    }

    /// How much faster than the machine's clock it runs by itself: a manual clock stands.
    fileprivate var rate: Rate {
        switch self {
        case .wall: Rate(whole: 1)
        case .manual: .zero
        case .scaled(let thousandths): Rate(raw: thousandths * (fixedPointUnit / 1_000))
        }
    }
}
