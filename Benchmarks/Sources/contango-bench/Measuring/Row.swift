/// One line of the table: a figure, what it is compared with, and what that comes to.
struct Row {
    enum Verdict: String {
        case goal = "goal reached"
        case floor = "above floor"
        case missed = "FLOOR MISSED"
        case none = "-"
    }

    let figure: String
    let value: String
    let yardstick: String
    /// What the threshold judges: usually value ÷ yardstick.
    let ratio: Double?
    let threshold: Threshold?

    /// A figure without a threshold, for information.
    init(_ figure: String, value: String) {
        self.init(figure, value: value, yardstick: "-", ratio: nil, threshold: nil)
    }

    init(_ figure: String, value: String, yardstick: String, ratio: Double?, threshold: Threshold?) {
        self.figure = figure
        self.value = value
        self.yardstick = yardstick
        self.ratio = ratio
        self.threshold = threshold
    }

    var verdict: Verdict {
        guard let ratio, let threshold else { return .none }
        return threshold.judge(ratio)
    }
}

/// What must hold, and what we are after.
struct Threshold {
    enum Better { case more, less }

    let floor: Double
    let goal: Double
    let better: Better

    func judge(_ ratio: Double) -> Row.Verdict {
        switch better {
        case .more: ratio >= goal ? .goal : ratio >= floor ? .floor : .missed
        case .less: ratio <= goal ? .goal : ratio <= floor ? .floor : .missed
        }
    }
}
