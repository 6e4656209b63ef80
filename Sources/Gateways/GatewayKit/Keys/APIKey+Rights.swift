public import ExchangePorts
public import WireKit

extension APIKey {
    /// Whether the key opens an endpoint to a client at this address.
    public func opens(_ access: Contract.Access, to address: String) -> Bool {
        permissions.contains(access.permission) && isUsable(from: address)
    }

    private func isUsable(from address: String) -> Bool {
        allowedAddresses.isEmpty || allowedAddresses.contains(address)
            || allowedAddresses.contains { AddressBlock($0)?.contains(address) ?? false }
    }
}

extension Contract.Access {
    /// What a key must be permitted.
    fileprivate var permission: KeyPermission {
        switch self {
        case .trade: .trade
        case .none, .marketData, .userStream, .userData: .read
        }
    }
}
