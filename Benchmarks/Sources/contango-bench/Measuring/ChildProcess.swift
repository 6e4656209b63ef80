import Foundation

/// A program that runs beside the benchmark, on a core of its own, and ends with its owner or with the benchmark.
final class ChildProcess {
    /// Which core a program is held to: both sides of a comparison are held alike.
    enum Core: Int {
        case server = 0
        case client = 1
    }

    private let process = Process()
    private let output: Pipe?

    /// With `collectsOutput`, what it prints is kept for `outputToEnd`; else it goes nowhere.
    init(_ command: [String], on core: Core, collectsOutput: Bool = false) throws {
        let pinned = ["--pdeathsig", "TERM", "taskset", "-c", String(core.rawValue)] + command
        process.executableURL = URL(fileURLWithPath: try Self.find("setpriv"))
        process.arguments = pinned
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        output = collectsOutput ? Pipe() : nil
        if let output { process.standardOutput = output } else { process.standardOutput = FileHandle.nullDevice }
        try process.run()
    }

    deinit { end() }

    var isRunning: Bool { process.isRunning }

    /// What is resident of it. The programs that hold it to its core have become it.
    func residentBytes() throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        guard let kilobytes = line?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            throw VoidRun("no VmRSS of process \(process.processIdentifier)")
        }
        return kilobytes << 10
    }

    /// Waits until it ends by itself, and returns what it printed.
    func outputToEnd() throws -> String {
        let data = output?.fileHandleForReading.readDataToEndOfFile() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw VoidRun("\(process.arguments?.joined(separator: " ") ?? "a program") ended with \(process.terminationStatus)")
        }
        return String(decoding: data, as: UTF8.self)
    }

    func end() {
        guard process.isRunning else { return }
        process.terminate()
        process.waitUntilExit()
    }

    /// The path of a program. Throws `VoidRun` when it is not installed.
    static func find(_ name: String) throws -> String {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let folders = path.split(separator: ":").map(String.init) + ["/usr/sbin", "/usr/bin"]
        let files = folders.map { $0 + "/" + name }
        guard let found = files.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else {
            throw VoidRun("\(name) is not installed; Scripts/install-dependencies \(name) does that")
        }
        return found
    }
}
