// W2 over the full engine: margin, matching, positions, fees, events. `EngineWorkload [operations] [passes]`.
// Prints commands per second of each pass; ends with an error when the trades are not the published ones.

let operations = CommandLine.arguments.count > 1 ? Int(CommandLine.arguments[1]) ?? 3_000_000 : 3_000_000
let passes = CommandLine.arguments.count > 2 ? Int(CommandLine.arguments[2]) ?? 5 : 5

let workload = ExchangeWorkload(operations: operations)
var reference = WorkloadRun()
let tally = reference.tally(workload)
for expectation in StandardWorkload.w2.expectations where expectation.operations == operations {
    let differences = expectation.differences(
        operationHash: workload.operationHash, tally: tally, live: workload.live, ids: workload.ids)
    precondition(differences.isEmpty, "void: \(differences)")
    print("hashes as published")
}
precondition(reference.refused == 0, "void: \(reference.refused) refused, first \(String(describing: reference.firstRefusal))")
let digest = reference.digest
print("\(operations) operations, \(workload.steps.count) commands, \(tally.trades) trades, digest \(digest)")

let clock = ContinuousClock()
var rates: [Double] = []
for pass in 1...passes {
    var run = WorkloadRun()
    let elapsed = clock.measure { run.run(workload) }
    precondition(run.digest == digest && run.refused == 0, "void: the pass ended elsewhere")
    let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
    rates.append(Double(operations) / seconds)
    print("pass \(pass): \(Int(Double(operations) / seconds)) operations/s, \(run.eventCount) events")
}
rates.sort()
print("median: \(Int(rates[rates.count / 2])) operations/s, \(Int(1e9 / rates[rates.count / 2])) ns each")
