import BasicContainers

extension OrderBook {
    /// The order of a side that would trade next.
    public func front(side: BookSide) -> Resting? {
        let key = ladders[side.index].best
        guard key != Ladder.noKey else { return nil }
        return resting(at: Int(links[existingHead(ofLevel: key, side)].next))
    }
}
