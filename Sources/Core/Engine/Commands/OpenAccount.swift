import CommandsAndEvents
import Primitives

extension ExchangeState {
    mutating func openAccount(_ request: OpenAccount) throws(Rejection) -> Receipt {
        if accountsByName[request.name] != nil { throw .duplicateAccountName }
        let id = AccountID(UInt32(accounts.count))
        accounts.append(Account(name: request.name, kind: request.kind))
        accountsByName[request.name] = id
        output.emit(.accountOpened(AccountOpened(account: id, name: request.name, kind: request.kind)))
        return .account(id)
    }
}
