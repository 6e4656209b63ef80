import CommandsAndEvents
import Primitives

/// Client order ids in use: unique among the open orders of an account (supplement §2.11).
struct ClientOrderIDs {
    private struct Key: Hashable {
        let account: AccountID
        let instrument: InstrumentID
        let text: ShortText
    }

    private var slots: [Key: UInt32] = [:]

    func find(_ text: ShortText, of account: AccountID, on instrument: InstrumentID) -> OrderSlot? {
        slots[Key(account: account, instrument: instrument, text: text)].map { OrderSlot($0) }
    }

    mutating func insert(_ order: Order, _ slot: OrderSlot) {
        slots[Key(account: order.account, instrument: order.instrument, text: order.clientID)] = slot.index
    }

    mutating func remove(_ order: Order) {
        slots[Key(account: order.account, instrument: order.instrument, text: order.clientID)] = nil
    }

    /// The id of an order that came without one: 22 letters and digits, different for each order.
    static func generated(for order: OrderID, on instrument: InstrumentID) -> ShortText {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(22)
        let seed = UInt64(bitPattern: order.value) &+ UInt64(instrument.index) << 48
        for lane in [UInt64(0x9E37_79B9_7F4A_7C15), 0xC2B2_AE3D_27D4_EB4F] {
            var word = scrambled(seed, lane)
            for _ in 0..<11 {
                bytes.append(alphabet[Int(word % 62)])
                word /= 62
            }
        }
        guard let text = ShortText(bytes: bytes) else { preconditionFailure("22 bytes fit") }
        return text
    }

    /// A bijection of 64-bit words: different seeds give different words in each lane.
    private static func scrambled(_ seed: UInt64, _ lane: UInt64) -> UInt64 {
        var word = seed &+ lane
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
}
