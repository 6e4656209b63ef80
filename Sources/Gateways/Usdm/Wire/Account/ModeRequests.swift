public import WireKit

/// A switch of an account that one endpoint shows and changes.
public protocol AccountSwitch: Sendable {
    static var path: String { get }
    /// The name of its value, in requests and replies.
    static var key: StaticString { get }
    /// What it is, to be continued with "change".
    static var summary: String { get }
}

/// Whether there are long and short positions side by side.
public enum PositionModeSwitch: AccountSwitch {
    public static let path = "/fapi/v1/positionSide/dual"
    public static let key: StaticString = "dualSidePosition"
    public static let summary = "Position mode"
}

public enum MultiAssetsSwitch: AccountSwitch {
    public static let path = "/fapi/v1/multiAssetsMargin"
    public static let key: StaticString = "multiAssetsMargin"
    public static let summary = "Multi-assets mode"
}

public enum FeeBurnSwitch: AccountSwitch {
    public static let path = "/fapi/v1/feeBurn"
    public static let key: StaticString = "feeBurn"
    public static let summary = "Whether commissions are paid in BNB"
}

public struct SwitchRequest<Switch: AccountSwitch>: WireRequest {
    public typealias Reply = SwitchReply<Switch>
    public static var contract: Contract {
        Contract(.get, Switch.path, access: .userData, weight: .fixed(30), summary: Switch.summary)
    }
    public init(from reader: inout ParameterReader) throws(ParameterFault) {}
}

public struct ChangeSwitchRequest<Switch: AccountSwitch>: WireRequest {
    public typealias Reply = StatusReply
    public static var contract: Contract {
        Contract(.post, Switch.path, access: .trade, weight: .fixed(1), summary: Switch.summary + ": change")
    }
    public var isOn: Bool
    public init(from reader: inout ParameterReader) throws(ParameterFault) { isOn = try reader.bool("\(Switch.key)") }
}

public struct SwitchReply<Switch: AccountSwitch>: WireReply {
    public var isOn: Bool
    public init(_ isOn: Bool) { self.isOn = isOn }
    public func write(to json: inout JSONWriter) { json.object { $0.field(Switch.key, isOn) } }
}
