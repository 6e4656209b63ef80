import Primitives

/// Accounts in multi-assets mode, by id.
struct JointAccounts {
    private(set) var ids: ContiguousArray<AccountID> = []

    mutating func insert(_ account: AccountID) {
        let place = ids.firstIndex { $0 > account } ?? ids.count
        ids.insert(account, at: place)
    }

    mutating func remove(_ account: AccountID) { ids.removeAll { $0 == account } }
}
