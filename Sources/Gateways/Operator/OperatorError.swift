import ExchangePorts
import Primitives

/// A refused request: nothing was changed. The message says what was wrong and why.
struct OperatorError: Error, Hashable {
    let status: Int
    let message: String

    private init(_ status: Int, _ message: String) {
        self.status = status
        self.message = message
    }

    static func impossible(_ message: String) -> OperatorError { OperatorError(400, message) }
    static func unknown(_ message: String) -> OperatorError { OperatorError(404, message) }
    static let wrongToken = OperatorError(401, "X-Contango-Token is missing or is not the operator's token")

    static func missing(_ field: String) -> OperatorError { impossible("'\(field)' is missing") }

    static func unknownField(_ field: String, known: [String]) -> OperatorError {
        let takes = known.isEmpty ? "this verb takes none" : "this verb takes \(known.joined(separator: ", "))"
        return impossible("'\(shortened(field))' is no field here: \(takes)")
    }

    static func undecimal(_ field: String, _ error: DecimalTextError) -> OperatorError {
        switch error {
        case .malformed: impossible("'\(field)' must be a decimal number")
        case .tooPrecise: impossible("'\(field)' has more than \(fixedPointDigits) decimals")
        case .outOfRange: impossible("'\(field)' is larger than any amount here can be")
        }
    }

    static func unknownVerb(_ method: String, _ path: String, otherMethods: [String]) -> OperatorError {
        if otherMethods.isEmpty { return unknown("there is no \(shortened(path))") }
        return unknown("\(method) is no verb of \(shortened(path)), which has \(otherMethods.joined(separator: ", "))")
    }

    static func notThereYet(_ what: String) -> OperatorError { unknown("\(what) is not there yet") }

    static func keysUnwritable(_ error: any Error) -> OperatorError {
        OperatorError(500, "the keys could not be written: \(shortened(String(describing: error)))")
    }

    init(_ unavailable: ExchangeUnavailable) {
        switch unavailable {
        case .overloaded: self.init(503, "the exchange has more commands waiting than it takes; try again")
        case .stopped: self.init(503, "the exchange is shutting down")
        }
    }

    /// What a client sent, cut to what a message can carry.
    static func shortened(_ text: String) -> String { text.count > 64 ? text.prefix(64) + "…" : text }
}
