import CommandsAndEvents
import Primitives

extension ExchangeState {
    mutating func openAccount(_ request: OpenAccount) throws(Rejection) -> Receipt {
        if accountsByName[request.name] != nil || request.name == Self.fundName || request.kind == .insuranceFund {
            throw .duplicateAccountName
        }
        return .account(open(request.name, request.kind))
    }

    mutating func open(_ name: ShortText, _ kind: AccountKind) -> AccountID {
        let id = AccountID(UInt32(accounts.count))
        accounts.append(Account(name: name, kind: kind))
        accountsByName[name] = id
        watch.addAccount()
        output.emit(.accountOpened(AccountOpened(account: id, name: name, kind: kind)))
        return id
    }
}
