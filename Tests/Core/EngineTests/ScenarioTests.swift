import Foundation
import Testing

/// The files of `Tests/Scenarios`, whose README describes the format.
@Suite("Scenarios")
struct ScenarioTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Scenarios").standardized

    private static let files: [String] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".scenario") }.sorted()
    }()

    @Test("the files are found")
    func found() { #expect(Self.files.count >= 18) }

    @Test("what the lines of a file say is so", arguments: files)
    func file(name: String) throws {
        let text = try String(contentsOf: Self.folder.appending(path: name), encoding: .utf8)
        let result = ScenarioFile(name: "Tests/Scenarios/\(name)", text: text).run()
        #expect(result.faults == [])
        #expect(result.count > 0)
    }

    @Test(
        "a line that is wrong, or not understood, is named",
        arguments: [
            ("jump A", "jump is unknown"), ("account A 1", "A cannot be opened"), ("place B buy 1", "there is no account B"),
            ("place A buy one", "one is no quantity"), ("place A buy 1 @ 19000 sideways", "sideways is unknown here"),
            ("place A buy 1 @ 19000 -> filled", "outcome is new, not filled"),
            ("place A buy 1 @ 19000 -> refused insufficientMargin", "outcome is taken, not refused insufficientMargin"),
            ("place A buy 100 @ 19000", "refused insufficientMargin"), ("cancel #1", "there is no order #1"),
            ("wallet A USDT available 10001", "available is 10000, not 10001"),
            ("wallet A USDT available 9999..", "available is 10000, not 9999.."), ("position A height 1", "height is no figure"),
            ("book buy 19000 x 1", "book is none, not 19000 x 1"), ("wallet A", "asset is missing"),
            ("wallet A USDT balance 10000 -> new", "only actions have an outcome"),
        ])
    func faults(line: String, fault: String) {
        let file = ScenarioFile(name: "x", text: "scenario\naccount A 10000\n// nothing\n\(line)")
        let faults = file.run().faults
        #expect(faults.count == 1 && faults.allSatisfy { $0.hasPrefix("x:4: \(fault)") }, "\(faults)")
    }
}
