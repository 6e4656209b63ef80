import Foundation
import Matching
import Primitives
import Testing

@Suite("Order book against the oracle")
struct OracleTests {
    /// Operations in all; `CONTANGO_BOOK_OPS` asks for more.
    private static let operations =
        ProcessInfo.processInfo.environment["CONTANGO_BOOK_OPS"].flatMap(Int.init) ?? 300_000

    @Test("both books answer every operation alike", arguments: Scenery.allCases)
    func agreement(scenery: Scenery) {
        let perScenery = Self.operations / Scenery.allCases.count
        let runs = 4
        for seed in 1...UInt64(runs) {
            var comparison = BookComparison(scenery, seed: seed &* 0x9E37_79B9_7F4A_7C15)
            for step in 0..<perScenery / runs {
                if let difference = comparison.step(full: step % 500 == 499) {
                    Issue.record("\(scenery), seed \(seed), step \(step): \(difference)")
                    return
                }
            }
        }
    }
}

/// What a random market looks like.
enum Scenery: CaseIterable {
    /// Few prices, many orders at each.
    case crowded
    /// About as wide as the window, drifting out of it.
    case drifting
    /// Jumps by any distance, orders at all distances.
    case wild
    /// Next to the lowest price.
    case penny

    var spread: Int {
        switch self {
        case .crowded: 8
        case .drifting: 1_500
        case .wild: 2_000_000_000
        case .penny: 40
        }
    }
}
