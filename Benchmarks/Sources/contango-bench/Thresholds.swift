/// The floors and goals of the project, by figure. A floor that is missed fails the run.
enum Thresholds {
    static let matchingW1 = Threshold(floor: 0.20, goal: 0.40, better: .more)
    static let matchingW1Deep = Threshold(floor: 0.5, goal: 0.8, better: .more)
}
