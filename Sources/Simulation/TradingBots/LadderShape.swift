/// Where the levels of a ladder belong: bands of distances from the fair price, in ticks, narrow at the touch and
/// doubling outward until they share the reach evenly.
///
/// A level is in place anywhere within its band. That is what keeps makers quiet: when the fair price moves by m
/// ticks, only the bands narrower than m lose their order, about log₂ m of them, and the rest of the book stays.
struct LadderShape: Hashable {
    /// The first tick of each band, and one more: where the last one ends.
    let edges: [Int64]

    init(levels: Int, touch: Int64, reachTicks: Int64) {
        let widest = max(1, reachTicks / Int64(max(1, levels)))
        var edges = [max(1, touch)]
        var width: Int64 = 1
        for _ in 0..<max(1, levels) {
            edges.append(edges[edges.count - 1] + min(width, widest))
            width = min(width * 2, widest)
        }
        self.edges = edges
    }

    var count: Int { edges.count - 1 }

    /// The band a distance lies in; nil when it is nearer than the touch or beyond the last band.
    func band(of distance: Int64) -> Int? {
        guard distance >= edges[0], distance < edges[count] else { return nil }
        var low = 0
        var high = count
        while high - low > 1 {
            let middle = (low + high) / 2
            if edges[middle] <= distance { low = middle } else { high = middle }
        }
        return low
    }

    /// The distances of a band.
    func distances(of band: Int) -> ClosedRange<Int64> { edges[band]...(edges[band + 1] - 1) }
}
