#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// `contango-bench [filter]`: runs the benchmarks whose name contains the filter and prints one table.
///
/// Exit codes: 0 all floors hold, 1 a floor is missed, 2 a run was void, 64 nothing has that name.
@main
enum ContangoBench {
    static func main() {
        OpenFiles.raiseLimit()
        if let code = Role.played(by: CommandLine.arguments) ?? RoundTrips.played(by: CommandLine.arguments) { exit(code) }
        let filter = CommandLine.arguments.dropFirst().first ?? ""
        let chosen = benchmarks.filter { filter.isEmpty || $0.name.contains(filter) }
        if chosen.isEmpty {
            print("no benchmark's name contains \"\(filter)\"; there are: \(benchmarks.map(\.name).joined(separator: ", "))")
            exit(64)
        }
        let (rows, voided) = run(chosen)
        print(Machine.description)
        print(Table(rows).text)
        for reason in voided { print("VOID \(reason)") }
        exit(!voided.isEmpty ? 2 : rows.contains { $0.verdict == .missed } ? 1 : 0)
    }

    private static func run(_ chosen: [any Benchmark]) -> (rows: [Row], voided: [String]) {
        var rows: [Row] = []
        var voided: [String] = []
        for benchmark in chosen {
            Progress.say("running \(benchmark.name)")
            do {
                rows += try benchmark.run()
            } catch {
                voided.append("\(benchmark.name): \(error)")
            }
        }
        return (rows, voided)
    }
}
