/// The floors and goals of the project, by figure. A floor that is missed fails the run.
enum Thresholds {
    static let matchingW1 = Threshold(floor: 0.20, goal: 0.40, better: .more)
    static let matchingW1Deep = Threshold(floor: 0.5, goal: 0.8, better: .more)
    /// Million commands per second.
    static let engine = Threshold(floor: 2, goal: 5, better: .more)
    static let armedTriggers = Threshold(floor: 0.9, goal: 0.98, better: .more)
    /// Milliseconds.
    static let liquidationSweep = Threshold(floor: 20, goal: 10, better: .less)
    static let nearLiquidation = Threshold(floor: 0.9, goal: 0.98, better: .more)
    /// Microseconds at one million commands per second, counted from when a command was due.
    static let openLoop: [(percentile: Double, threshold: Threshold)] = [
        (50, Threshold(floor: 1, goal: 0.5, better: .less)),
        (99, Threshold(floor: 10, goal: 4, better: .less)),
        (99.9, Threshold(floor: 100, goal: 22, better: .less)),
    ]
    /// Milliseconds for the marks and greeks of 1 000 options.
    static let pricing = Threshold(floor: 2, goal: 0.5, better: .less)
    static let durableOrder = Threshold(floor: 1.5, goal: 1.15, better: .less)
    static let durableRate = Threshold(floor: 0.5, goal: 0.8, better: .more)
    static let recovery = Threshold(floor: 0.5, goal: 1, better: .more)
    static let restLatency = Threshold(floor: 2, goal: 1.3, better: .less)
    static let restThroughput = Threshold(floor: 0.25, goal: 0.5, better: .more)
    static let socketAPILatency = Threshold(floor: 3, goal: 1.75, better: .less)
    static let fanOut = Threshold(floor: 0.8, goal: 3, better: .more)
}
