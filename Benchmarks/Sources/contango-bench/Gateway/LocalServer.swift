import Foundation

/// A server under load: a child process on the server's core, and its port.
final class LocalServer {
    private static let startSecondsMax = 20.0

    let port: Int
    private let process: ChildProcess
    /// Where its files are; gone with it.
    private let directory: TemporaryDirectory

    private init(port: Int, directory: TemporaryDirectory, command: [String]) throws {
        self.port = port
        self.directory = directory
        process = try ChildProcess(command, on: .server)
        try waitUntilItAnswers()
    }

    deinit { process.end() }

    private static let operatorToken = "contango-bench"

    /// Lets time pass for an exchange, with everything that happens in it.
    func advance(milliseconds: Int) throws {
        _ = try LoopbackHTTP.send(
            "POST", "/operator/v1/clock/advance", headers: ["X-Contango-Token: \(Self.operatorToken)"],
            body: "{\"ms\":\(milliseconds)}", port: port)
    }

    func residentBytes() throws -> Int { try process.residentBytes() }

    /// The exchange with nothing kept, no limits, and bots that wait for a clock which stands still.
    static func contango() throws -> LocalServer {
        let port = try LoopbackHTTP.freePort()
        let command = [
            try contangoBinary(), "serve", "--ephemeral", "--port", String(port), "--no-rate-limits", "--clock", "manual",
            "--operator-token", operatorToken,
        ]
        return try LocalServer(port: port, directory: TemporaryDirectory(), command: command)
    }

    /// nginx with one worker and a reply as long as that of an order, from memory.
    static func nginx() throws -> LocalServer {
        let port = try LoopbackHTTP.freePort()
        let directory = try TemporaryDirectory()
        let filled = String(repeating: "x", count: replyBytes - #"{"reply":""}"#.utf8.count)
        let location = "return 200 '{\"reply\":\"\(filled)\"}';"
        let text = configuration(port: port, directory: directory.path, location: location)
        let file = try directory.write(text, to: "nginx.conf")
        let command = [try ChildProcess.find("nginx"), "-p", directory.path, "-e", directory.path + "/error.log", "-c", file]
        return try LocalServer(port: port, directory: directory, command: command)
    }

    /// nginx with one worker, sending a file.
    static func nginx(sending body: String) throws -> LocalServer {
        let port = try LoopbackHTTP.freePort()
        let directory = try TemporaryDirectory()
        _ = try directory.write(body, to: "body.json")
        let location = "root \(directory.path); try_files /body.json =404; open_file_cache max=16;"
        let text = configuration(port: port, directory: directory.path, location: location)
        let file = try directory.write(text, to: "nginx.conf")
        let command = [try ChildProcess.find("nginx"), "-p", directory.path, "-e", directory.path + "/error.log", "-c", file]
        return try LocalServer(port: port, directory: directory, command: command)
    }

    private static func contangoBinary() throws -> String {
        let named = ProcessInfo.processInfo.environment["CONTANGO_BINARY"].map { [$0] } ?? []
        let candidates = named + ["../.build/release/contango", ".build/release/contango"]
        guard let found = candidates.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else {
            throw VoidRun("no release binary: run `make build`, or name it in CONTANGO_BINARY")
        }
        return found
    }

    private static let replyBytes = 474

    private static func configuration(port: Int, directory: String, location: String) -> String {
        """
        daemon off;
        master_process off;
        worker_processes 1;
        pid \(directory)/nginx.pid;
        error_log \(directory)/error.log crit;
        events { worker_connections 1024; }
        http {
            access_log off;
            keepalive_requests 1000000000;
            client_body_temp_path \(directory)/body;
            proxy_temp_path \(directory)/proxy;
            fastcgi_temp_path \(directory)/fastcgi;
            uwsgi_temp_path \(directory)/uwsgi;
            scgi_temp_path \(directory)/scgi;
            default_type application/json;
            server {
                listen 127.0.0.1:\(port);
                location / { \(location) }
            }
        }
        """
    }

    private func waitUntilItAnswers() throws {
        let end = Date(timeIntervalSinceNow: Self.startSecondsMax)
        while true {
            if (try? LoopbackHTTP.send("GET", "/fapi/v1/time", port: port)) != nil { return }
            guard process.isRunning, Date() < end else { throw VoidRun("the server on port \(port) does not answer") }
            usleep(20_000)
        }
    }
}
