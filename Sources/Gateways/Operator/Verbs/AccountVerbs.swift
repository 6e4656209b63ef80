import CommandsAndEvents
import ExchangePorts
import Primitives
import WireKit

extension OperatorVerb {
    static let accounts = [
        OperatorVerb(.get, "/accounts", listAccounts),
        OperatorVerb(.post, "/accounts", fields: ["name"], openAccount),
    ]

    private static func listAccounts(_ call: OperatorCall) async throws(OperatorError) -> OperatorReply {
        OperatorReply(list: Array(call.names.accounts.enumerated())) { json, account in
            json.field("account", account.element.name)
            json.field("id", account.offset)
            json.field("kind", account.element.kind.name)
        }
    }

    private static func openAccount(_ call: OperatorCall) async throws(OperatorError) -> OperatorReply {
        let text = try call.body.text("name")
        guard let name = ShortText(text), text.utf8.allSatisfy(isLegalInName) else {
            throw .impossible("'name' may have up to \(ShortText.capacity) letters, digits, and _ . -")
        }
        if text == "." || text == ".." { throw .impossible("'name' may not be \(text), which no path can hold") }
        if call.names.account(text) != nil { throw OperatorError(.duplicateAccountName) }
        let (receipt, sequence) = try await call.submit(.openAccount(OpenAccount(name: name, kind: .client)))
        guard case .account(let id) = receipt else { preconditionFailure("an opened account is answered with its id") }
        return OperatorReply {
            $0.field("account", text)
            $0.field("id", id.index)
            $0.field("sequence", sequence.value)
        }
    }

    /// Names stand in paths and in messages, where other characters would have to be escaped.
    private static func isLegalInName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

extension AccountKind {
    fileprivate var name: String {
        switch self {
        case .client: "client"
        case .bot: "bot"
        case .insuranceFund: "insurance fund"
        }
    }
}
