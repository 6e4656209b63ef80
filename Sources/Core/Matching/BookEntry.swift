/// One place of the book's pool: a resting order, or the head of a level's list.
///
/// The list of a level is a ring through its head, which saves every case distinction in linking and unlinking: the
/// head's `next` is the oldest order, its `previous` the newest, and an empty level's head points to itself. A head's
/// `quantity` is the total of its level. Free entries have quantity zero and are chained by `next`.
struct BookEntry {
    /// Stands for "no entry": the number of a head, which is never free.
    static let none: UInt32 = 0

    var next: UInt32
    var previous: UInt32
    var order: UInt32
    var owner: UInt32
    var key: Int64
    var quantity: Int64
}

extension BookEntry {
    /// The head of an empty level.
    init(headAt index: UInt32) {
        self.init(next: index, previous: index, order: .max, owner: .max, key: Ladder.noKey, quantity: 0)
    }

    @inline(__always) var side: BookSide { key < 0 ? .bid : .ask }
}
