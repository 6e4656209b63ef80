import CommandsAndEvents
import ExchangePorts
import GatewayKit
import Primitives
import UsdmWire

/// The switches of an account, and where margin lies (supplement §8.5, §8.6).
extension UsdmRows {
    static let modes: [UsdmRow] = [
        Row(SwitchRequest<PositionModeSwitch>.self) { _, call in SwitchReply(try await call.settings().hedgeMode) },
        Row(ChangeSwitchRequest<PositionModeSwitch>.self) { request, call in
            let account = try call.requireAccount()
            return try await call.change(.setPositionMode(SetPositionMode(account: account, hedge: request.isOn)))
        },
        Row(SwitchRequest<MultiAssetsSwitch>.self) { _, call in SwitchReply(try await call.settings().multiAssets) },
        Row(ChangeSwitchRequest<MultiAssetsSwitch>.self) { request, call in
            let account = try call.requireAccount()
            return try await call.change(.setMultiAssets(SetMultiAssets(account: account, enabled: request.isOn)))
        },
        Row(SwitchRequest<FeeBurnSwitch>.self) { _, call in SwitchReply(try await call.settings().feeBurn) },
        Row(ChangeSwitchRequest<FeeBurnSwitch>.self) { request, call in
            let account = try call.requireAccount()
            return try await call.change(.setFeeBurn(SetFeeBurn(account: account, enabled: request.isOn)))
        },
        Row(MarginTypeRequest.self) { request, call in
            let account = try call.requireAccount()
            let id = try call.instrument(request.symbol)
            return try await call.change(
                .setMarginType(SetMarginType(account: account, instrument: id, marginType: request.marginType.domain)))
        },
        Row(PositionMarginRequest.self) { request, call in
            let account = try call.requireAccount()
            let id = try call.instrument(request.symbol)
            guard request.amount.isPositive else { throw UsdmError.amountNotPositive }
            let command = AdjustMargin(
                account: account, instrument: id, side: request.positionSide?.domain ?? .both,
                amount: request.type == .add ? request.amount : -request.amount)
            _ = try await call.submit(.adjustMargin(command))
            return PositionMarginReply(amount: request.amount, type: request.type)
        },
    ]
}

extension UsdmCall {
    func settings() async throws -> AccountSettings {
        let account = try requireAccount()
        return try await read { $0.settings(of: account) }
    }

    fileprivate func change(_ command: Command) async throws -> StatusReply {
        _ = try await submit(command)
        return StatusReply(message: "success")
    }
}
