import Foundation

/// The standard normal distribution.
enum NormalDistribution {
    static func density(_ x: Double) -> Double { exp(-0.5 * x * x) * inverseRootTwoPi }

    /// Accurate to a few units in the last place in both tails.
    static func cumulative(_ x: Double) -> Double { 0.5 * erfc(-x * inverseRootTwo) }

    private static let inverseRootTwo = 0.5.squareRoot()
    private static let inverseRootTwoPi = 1 / (2 * Double.pi).squareRoot()
}
