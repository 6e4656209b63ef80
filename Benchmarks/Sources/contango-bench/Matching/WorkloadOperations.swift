/// A standard workload drawn in full before anything is timed.
struct WorkloadOperations {
    let name: String
    let operations: [WorkloadOperation]
    let ids: Int
    let depth: Int
    let tally: TradeTally

    /// Throws when what was drawn is not what the workload's definition lists.
    init(_ workload: StandardWorkload) throws {
        guard let last = workload.expectations.last else { throw VoidRun("\(workload.name) expects nothing") }
        var generator = WorkloadGenerator(workload)
        var operations: [WorkloadOperation] = []
        operations.reserveCapacity(last.operations)
        for expectation in workload.expectations {
            while operations.count < expectation.operations { operations.append(generator.next()) }
            let differences = expectation.differences(
                operationHash: generator.operationHash, tally: generator.tally, live: generator.liveCount, ids: generator.idCount)
            if !differences.isEmpty {
                throw VoidRun("\(workload.name) after \(operations.count): \(differences.joined(separator: ", "))")
            }
        }
        name = workload.name
        self.operations = operations
        ids = generator.idCount
        depth = workload.depth
        tally = generator.tally
    }

    func check(_ measured: TradeTally, of subject: String) throws {
        if measured != tally {
            throw VoidRun("\(subject) on \(name) gave hash \(String(measured.hash.value, radix: 16)), \(measured.trades) trades")
        }
    }
}
