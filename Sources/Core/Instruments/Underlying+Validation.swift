import Primitives

extension Underlying {
    /// Why an underlying cannot be listed.
    public enum Flaw: Error, Hashable, Sendable {
        case emptyName
        case tooManyParts
        case partWithoutName
        case duplicatePart
        case weightNotPositive
        case weightTooLarge
        /// A basket needs parts.
        case emptyBasket
    }

    /// Venues or components that one underlying may have.
    public static var partsMax: Int { 32 }

    /// The highest weight of a part, so that 128 bits hold the sum of 32 prices times their weights.
    static var weightMax: Rate { Rate(whole: 1_000_000_000) }

    /// The first flaw that would keep this underlying from having a price.
    public func flaw() -> Flaw? {
        if name.isEmpty { return .emptyName }
        let parts: [(name: String, weight: Rate)]
        switch composition {
        case .venues(let venues): parts = venues.map { ($0.name, $0.weight) }
        case .basket(let components):
            if components.isEmpty { return .emptyBasket }
            parts = components.map { ($0.underlying, $0.weight) }
        }
        if parts.count > Self.partsMax { return .tooManyParts }
        for (place, part) in parts.enumerated() {
            if part.name.isEmpty { return .partWithoutName }
            if parts[..<place].contains(where: { $0.name == part.name }) { return .duplicatePart }
            if !part.weight.isPositive { return .weightNotPositive }
            if part.weight > Self.weightMax { return .weightTooLarge }
        }
        return nil
    }
}
