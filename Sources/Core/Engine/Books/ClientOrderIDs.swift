import CommandsAndEvents
import Primitives

/// Client order ids in use: unique among the open orders of an account on an instrument (supplement §2.11).
///
/// Open addressing with linear probing, like `OrderIndex`. Holds hashes and where the orders are, not the ids themselves, so that
/// many orders stay in little memory. Never iterated, so its layout decides nothing.
struct ClientOrderIDs {
    private struct Entry {
        var hash: UInt32
        var slot: OrderSlot

        static let vacant = Entry(hash: 0, slot: .none)

        var isVacant: Bool { slot == .none }
    }

    private var entries = ContiguousArray(repeating: Entry.vacant, count: 64)
    private var count = 0

    private var mask: Int { entries.count &- 1 }

    func find(
        _ text: ShortText, of account: AccountID, on instrument: InstrumentID, in orders: borrowing OrderPool
    ) -> OrderSlot? {
        let hash = Self.hash(of: text, account, instrument)
        var position = home(of: hash)
        while !entries[position].isVacant {
            let entry = entries[position]
            if entry.hash == hash && orders.holds(text, account, instrument, at: entry.slot) { return entry.slot }
            position = (position &+ 1) & mask
        }
        return nil
    }

    /// The id must not be in use.
    mutating func insert(_ order: Order, _ slot: OrderSlot) {
        if (count + 1) * 2 > entries.count { grow() }
        put(Entry(hash: Self.hash(of: order.clientID, order.account, order.instrument), slot: slot))
        count += 1
    }

    mutating func remove(_ order: Order, _ slot: OrderSlot) {
        var position = home(of: Self.hash(of: order.clientID, order.account, order.instrument))
        while entries[position].slot != slot {
            precondition(!entries[position].isVacant, "only ids in use are removed")
            position = (position &+ 1) & mask
        }
        closeGap(at: position)
        count -= 1
    }

    private mutating func put(_ entry: Entry) {
        var position = home(of: entry.hash)
        while !entries[position].isVacant { position = (position &+ 1) & mask }
        entries[position] = entry
    }

    /// Moves later entries of the run forward, so that no lookup meets a hole.
    private mutating func closeGap(at start: Int) {
        var gap = start
        var position = (gap &+ 1) & mask
        while !entries[position].isVacant {
            let entry = entries[position]
            let home = home(of: entry.hash)
            if ((position &- home) & mask) >= ((position &- gap) & mask) {
                entries[gap] = entry
                gap = position
            }
            position = (position &+ 1) & mask
        }
        entries[gap] = .vacant
    }

    private mutating func grow() {
        let old = entries
        entries = ContiguousArray(repeating: .vacant, count: old.count * 2)
        for entry in old where !entry.isVacant { put(entry) }
    }

    private func home(of hash: UInt32) -> Int { Int(hash) & mask }

    private static func hash(of text: ShortText, _ account: AccountID, _ instrument: InstrumentID) -> UInt32 {
        let words = text.rawWords
        var hash = UInt64(account.index) << 16 | UInt64(instrument.index)
        hash = mixed(mixed(hash, words.0), words.1)
        hash = mixed(mixed(mixed(hash, words.2), words.3), words.4)
        return UInt32(truncatingIfNeeded: hash >> 8)
    }

    private static func mixed(_ hash: UInt64, _ word: UInt64) -> UInt64 {
        let product = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
        return product ^ product >> 29
    }
}

extension ClientOrderIDs {
    /// The id of an order that came without one: 22 letters and digits, different for each order.
    ///
    /// `attempt` counts on when the account has chosen the same letters for an order of its own.
    static func generated(for order: OrderID, on instrument: InstrumentID, attempt: UInt64 = 0) -> ShortText {
        let seed = UInt64(bitPattern: order.value) &+ UInt64(instrument.index) << 48
        let first = letters(of: scrambled(seed, 0x9E37_79B9_7F4A_7C15 &+ attempt))
        let second = letters(of: scrambled(seed, 0xC2B2_AE3D_27D4_EB4F &+ attempt))
        var text = ShortText()
        text.rawWords = (
            first.low, first.high | second.low << 24, second.low >> 40 | second.high << 24, 0, UInt64(22) << 56
        )
        return text
    }

    /// Eleven letters as bytes, the first in the lowest: eight in `low`, three in `high`.
    ///
    /// The word is read as a fraction, of which each multiplication by 62 brings the next digit out. Eleven digits tell all
    /// words apart, since 62¹¹ is more than 2⁶⁴.
    private static func letters(of word: UInt64) -> (low: UInt64, high: UInt64) {
        var rest = word
        var low: UInt64 = 0
        var high: UInt64 = 0
        for place in 0..<8 { low |= nextLetter(&rest) &<< UInt64(place &* 8) }
        for place in 0..<3 { high |= nextLetter(&rest) &<< UInt64(place &* 8) }
        return (low, high)
    }

    /// Digits, capitals, small letters; without branches, which random letters would mispredict.
    @inline(__always)
    private static func nextLetter(_ rest: inout UInt64) -> UInt64 {
        let product = rest.multipliedFullWidth(by: 62)
        rest = product.low
        return product.high &+ 48 &+ (product.high >= 10 ? 7 : 0) &+ (product.high >= 36 ? 6 : 0)
    }

    /// A bijection of 64-bit words: different seeds give different words in each lane.
    private static func scrambled(_ seed: UInt64, _ lane: UInt64) -> UInt64 {
        var word = seed &+ lane
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
