import ExchangePorts
import Primitives
import WireKit

extension OperatorVerb {
    static let inspection = [
        OperatorVerb(.get, "/digest", showDigest),
        OperatorVerb(.post, "/check", check),
        OperatorVerb(.get, "/totals", showTotals),
    ]

    private static func showDigest(_ call: OperatorCall) async throws(OperatorError) -> OperatorReply {
        let (sequence, digest) = try await call.read { ($0.sequence, $0.digest()) }
        return OperatorReply {
            $0.field("sequence", sequence.value)
            $0.field("digest", digest.description)
        }
    }

    private static func check(_ call: OperatorCall) async throws(OperatorError) -> OperatorReply {
        let (sequence, violations) = try await call.read { ($0.sequence, $0.violations()) }
        return OperatorReply { json in
            json.field("sequence", sequence.value)
            json.key("violations")
            json.array(violations) { $0.string($1) }
        }
    }

    /// Wallets include the bots' and what open positions still owe: profit that one side has taken is in its wallet
    /// before the other side has closed and paid it.
    private static func showTotals(_ call: OperatorCall) async throws(OperatorError) -> OperatorReply {
        let (sequence, totals) = try await call.read { ($0.sequence, $0.totals()) }
        // Assets listed since the request came have no name here yet, and no money either.
        let named = totals.filter { Int($0.asset.index) < call.names.assets.count }
        return OperatorReply { json in
            json.field("sequence", sequence.value)
            json.key("totals")
            json.array(named) { json, total in
                json.object {
                    $0.field("asset", call.names[total.asset].name)
                    $0.field("wallets", total.wallets + total.unsettled, digits: nil)
                    $0.field("fees", total.fees, digits: nil)
                    $0.field("insurance", total.insurance, digits: nil)
                    $0.field("deposits", total.deposits, digits: nil)
                    $0.field("withdrawals", total.withdrawals, digits: nil)
                    $0.field("difference", total.difference, digits: nil)
                }
            }
        }
    }
}
