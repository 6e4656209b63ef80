/// A file of scenarios, each on an exchange of its own.
struct ScenarioFile {
    /// As faults name it.
    let name: String
    let text: String

    /// How many scenarios were run, and what was wrong: `name:line: what`. A scenario ends at its first fault.
    func run() -> (count: Int, faults: [String]) {
        var faults: [String] = []
        let scenarios = scenarios()
        for scenario in scenarios {
            if let fault = fault(in: scenario) { faults.append("\(name):\(fault)") }
        }
        return (scenarios.count, faults)
    }

    /// The lines, each scenario's from its title on.
    private func scenarios() -> [[ScenarioLine]] {
        let rows = text.split(separator: "\n", omittingEmptySubsequences: false)
        let lines = rows.enumerated().compactMap { ScenarioLine($1, number: $0 + 1) }
        return lines.reduce(into: []) { scenarios, line in
            if line.isTitle || scenarios.isEmpty { scenarios.append([]) }
            scenarios[scenarios.count - 1].append(line)
        }
    }

    private func fault(in lines: [ScenarioLine]) -> String? {
        guard let title = lines.first else { return nil }
        if !title.isTitle { return "\(title.number): a file begins with a scenario" }
        let run = ScenarioRun()
        for line in lines.dropFirst() {
            do throws(ScenarioFault) {
                try run.perform(line)
            } catch {
                return "\(line.number): \(error.text)"
            }
        }
        do throws(ScenarioFault) {
            try run.checkInvariants()
            return nil
        } catch {
            return "\(title.number): \(error.text)"
        }
    }
}
