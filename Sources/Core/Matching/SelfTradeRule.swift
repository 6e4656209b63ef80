/// What happens when an order would trade with a resting order of the same owner.
@frozen public enum SelfTradeRule: UInt8, Hashable, Sendable, CaseIterable {
    /// They trade.
    case none
    /// What is left of the incoming order expires; the resting order stays.
    case expireTaker
    /// The resting order expires; the incoming order goes on to the next one.
    case expireMaker
    /// Both expire.
    case expireBoth
}
