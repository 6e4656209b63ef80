import Testing

@Suite("Workload W2 on the whole engine")
struct WorkloadTests {
    @Test("the engine trades to the published hashes and refuses nothing", arguments: [1_000, 100_000])
    func hashes(operations: Int) throws {
        let expectation = try #require(StandardWorkload.w2.expectations.first { $0.operations == operations })
        let workload = ExchangeWorkload(operations: operations)
        var run = WorkloadRun()
        let tally = run.tally(workload)
        let differences = expectation.differences(
            operationHash: workload.operationHash, tally: tally, live: workload.live, ids: workload.ids)
        #expect(differences.isEmpty, "\(differences)")
        #expect(run.refused == 0, "\(String(describing: run.firstRefusal))")
        run.checkInvariants()
        var measured = WorkloadRun()
        measured.run(workload)
        let digests = (run.digest, measured.digest)
        #expect(digests.0 == digests.1)
    }
}
