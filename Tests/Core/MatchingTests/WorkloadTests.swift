import Testing

@Suite("Standard workloads")
struct WorkloadTests {
    @Test("the random numbers are the ones the definition lists")
    func random() {
        var random = WorkloadRandom()
        let first = (0..<4).map { _ in random.next() }
        #expect(first == [0xe6a7_a1ea_317b_cf2b, 0xa742_a7a1_b0d7_cef5, 0x9eed_8b48_6626_08d4, 0x0478_4024_1ea2_e4f9])
        var other = WorkloadRandom()
        #expect((0..<6).map { _ in other.bounded(16) } == [14, 10, 9, 0, 4, 12])
    }

    @Test("W1 begins with the operations the definition lists")
    func firstOperations() {
        var generator = WorkloadGenerator(.w1)
        let expected: [(side: UInt8, price: Int32, quantity: Int32, account: UInt32)] = [
            (1, 50_003, 81, 503), (1, 50_059, 33, 470), (1, 50_001, 1, 974), (0, 49_953, 97, 941),
            (0, 49_961, 5, 909),
        ]
        for (index, row) in expected.enumerated() {
            let operation = generator.next()
            #expect(operation.id == UInt32(index + 1))
            #expect(operation.side == row.side && operation.price == row.price && operation.quantity == row.quantity)
            #expect(operation.account == row.account)
        }
    }

    @Test("W1 and W2 trade to the published hashes", arguments: ["W1", "W2"])
    func hashes(name: String) {
        let workload: StandardWorkload = name == "W1" ? .w1 : .w2
        var generator = WorkloadGenerator(workload)
        var count = 0
        for expectation in workload.expectations where expectation.operations <= 100_000 {
            while count < expectation.operations {
                _ = generator.next()
                count += 1
            }
            let differences = expectation.differences(
                operationHash: generator.operationHash, tally: generator.tally, live: generator.liveCount, ids: generator.idCount)
            #expect(differences.isEmpty, "\(name) after \(count): \(differences)")
        }
        #expect(count == 100_000)
    }
}
