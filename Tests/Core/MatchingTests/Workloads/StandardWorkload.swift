/// The standard workloads, and what they must come to: a run that comes to anything else is void.
struct StandardWorkload {
    enum Mix { case addAndCancel, mostlyMoves }

    /// What a run over the first `operations` must give.
    struct Expectation {
        var operations: Int
        var operationHash: UInt64
        var tradeHash: UInt64
        var trades: Int
        var volume: Int64?
        var notional: Int64?
        var live: Int?
        var ids: Int?
    }

    let name: String
    let mix: Mix
    /// Resting orders that the mix settles at.
    let depth: Int
    let expectations: [Expectation]

    /// 30 % passive, 10 % aggressive, 60 % cancels drawn, on about 1 000 resting orders.
    static let w1 = StandardWorkload(
        name: "W1", mix: .addAndCancel, depth: 1_000,
        expectations: [
            Expectation(
                operations: 1_000, operationHash: 0xdb1f_fdbe_a255_beaa, tradeHash: 0x5649_4da5_f1ef_fb45, trades: 170,
                volume: 4_296, notional: 214_781_550, live: 829, ids: 1_000),
            Expectation(
                operations: 100_000, operationHash: 0x1bb3_decd_b463_0dda, tradeHash: 0x6e0c_1551_28f3_e3e5, trades: 16_945,
                volume: 434_698, notional: 21_738_650_693, live: 999, ids: 59_063),
            Expectation(
                operations: 1_000_000, operationHash: 0xed17_b82a_545b_b22d, tradeHash: 0x5543_6efe_46dd_90af, trades: 170_275,
                volume: 4_365_660, notional: 217_383_548_115, live: 1_002, ids: 586_488),
            Expectation(
                operations: 10_000_000, operationHash: 0x00d4_6ecf_d2c6_c617, tradeHash: 0x5bd6_b57c_a777_5b56,
                trades: 1_719_497, volume: 44_102_781, notional: 2_203_291_672_531, live: 1_000, ids: 5_868_908),
        ])

    /// W1 on about 100 000 resting orders.
    static let w1Deep = StandardWorkload(
        name: "W1D", mix: .addAndCancel, depth: 100_000,
        expectations: [
            Expectation(
                operations: 10_000_000, operationHash: 0xbcf8_23b0_ebef_f9a9, tradeHash: 0x9707_639e_0046_d837,
                trades: 1_975_828, volume: 50_445_606, notional: 2_517_959_132_887, live: 99_999, ids: 6_047_785)
        ])

    /// 9 % good till cancelled, 3 % immediate or cancel, 6 % cancels, 82 % moves.
    static let w2 = StandardWorkload(
        name: "W2", mix: .mostlyMoves, depth: 1_000,
        expectations: [
            Expectation(
                operations: 1_000, operationHash: 0x4cb6_2433_e051_af95, tradeHash: 0x59fc_fcb2_2207_269d, trades: 32),
            Expectation(
                operations: 100_000, operationHash: 0x9266_2bb2_db86_9ba7, tradeHash: 0x5aec_b3ad_541f_f82a, trades: 4_256),
            Expectation(
                operations: 3_000_000, operationHash: 0x6550_e580_aecd_ef98, tradeHash: 0xd38b_4798_8283_472b, trades: 127_225,
                volume: 3_551_923, notional: 175_770_957_351, live: 1_000, ids: 350_293),
        ])
}

extension StandardWorkload.Expectation {
    /// What differs from a run, in words; empty when the run is valid.
    func differences(operationHash: WorkloadHash, tally: TradeTally, live: Int, ids: Int) -> [String] {
        var differences: [String] = []
        func compare<Value: Equatable>(_ name: String, _ expected: Value?, _ value: Value) {
            if let expected, expected != value { differences.append("\(name) is \(value), not \(expected)") }
        }
        compare("operation hash", self.operationHash, operationHash.value)
        compare("trade hash", tradeHash, tally.hash.value)
        compare("trades", trades, tally.trades)
        compare("volume", volume, tally.volume)
        compare("notional", notional, tally.notional)
        compare("live", self.live, live)
        compare("ids", self.ids, ids)
        return differences
    }
}
