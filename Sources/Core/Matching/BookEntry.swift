/// What one place of the book's pool holds: a resting order, or the head of a level.
///
/// A head's `quantity` is the total of its level; a free place has quantity zero.
struct BookEntry {
    var order: UInt32
    var owner: UInt32
    var key: Int64
    var quantity: Int64
}

extension BookEntry {
    /// The head of an empty level, or a place not used yet.
    static var empty: BookEntry { BookEntry(order: .max, owner: .max, key: Ladder.noKey, quantity: 0) }

    @inline(__always) var side: BookSide { key < 0 ? .bid : .ask }
}

/// Where one place of the pool stands in its list.
///
/// The list of a level is a ring through its head, which saves every case distinction in linking and unlinking: the
/// head's `next` is the oldest order, its `previous` the newest, and an empty level's head points to itself. Free places
/// are chained by `next`. Links lie apart from the entries because unlinking an order touches its neighbours' links
/// only: a hundred thousand of them stay in the cache where their entries do not.
struct BookLink {
    /// Stands for "no place": the number of a head, which is never free.
    static let none: UInt32 = 0

    var next: UInt32
    var previous: UInt32
}

extension BookLink {
    /// A ring of one.
    init(alone index: Int) {
        next = UInt32(truncatingIfNeeded: index)
        previous = next
    }
}
