import NIOCore

/// Counts frames in windows of a second that begin with a frame.
struct MessageRate {
    private let perSecondMax: Int
    private var windowEnd: NIODeadline?
    private var count = 0

    init(perSecondMax: Int) {
        self.perSecondMax = perSecondMax
    }

    mutating func admits(at now: NIODeadline) -> Bool {
        if windowEnd.map({ now >= $0 }) ?? true {
            windowEnd = now + .seconds(1)
            count = 0
        }
        count += 1
        return count <= perSecondMax
    }
}
