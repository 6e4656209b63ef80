import ArgumentParser
import ExchangePorts
import Foundation
import OperatorGateway

/// API keys of a running exchange.
struct Keys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make, list and revoke API keys of a running exchange.", subcommands: [Create.self, List.self, Revoke.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a key for an account.",
            discussion: "Prints the key, and for HMAC the secret, which is shown this once.")

        @OptionGroup var connection: OperatorConnection
        @Option(help: "The account the key is for.") var account: String
        @Option(help: "HMAC, RSA or ED25519.", transform: { $0.uppercased() }) var type = APIKey.Kind.hmac.rawValue
        @Option(help: "For RSA and ED25519: a file with the public key as PEM.") var publicKey: String?
        @Option(name: .customLong("permission"), help: "READ, TRADE, TRANSFER or WITHDRAW; repeatable. READ and TRADE if none.")
        var permissions: [String] = []
        @Option(name: .customLong("ip"), help: "An address, or a network like 10.0.0.0/8, to use the key from; repeatable.")
        var ips: [String] = []

        func validate() throws {
            let needsPublicKey = type == APIKey.Kind.rsa.rawValue || type == APIKey.Kind.ed25519.rawValue
            if needsPublicKey && publicKey == nil {
                throw ValidationError("--type \(type) needs --public-key FILE, as `openssl pkey -in PRIVATE -pubout` writes it.")
            }
        }

        func run() async throws {
            var words = ["POST", "/keys", "--account", account, "--type", type]
            if let publicKey { words += ["--public-key", try pem(publicKey)] }
            for permission in permissions.isEmpty ? ["READ", "TRADE"] : permissions {
                words += ["--permissions", permission.uppercased()]
            }
            for ip in ips { words += ["--ips", ip] }
            let made: Made = try await connection.ask(words)
            print("API key     \(made.apiKey)")
            if let secret = made.secretKey { print("secret key  \(secret)") }
        }

        private func pem(_ file: String) throws -> String {
            guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
                throw OperatorConnection.Failure("\(file) cannot be read: --public-key names a file with a public key as PEM")
            }
            return text
        }

        private struct Made: Decodable {
            var apiKey: String
            var secretKey: String?
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List keys, without their secrets.")

        @OptionGroup var connection: OperatorConnection
        @Option(help: "Only those of this account.") var account: String?

        func run() async throws {
            let keys: [Listed] = try await connection.ask(["GET", "/keys"] + (account.map { ["--account", $0] } ?? []))
            for key in keys {
                let addresses = key.ips.isEmpty ? "any address" : key.ips.joined(separator: ",")
                let type = key.type.padding(toLength: 7, withPad: " ", startingAt: 0)
                print("\(key.apiKey)  \(type)  \(key.account)  \(key.permissions.joined(separator: ","))  \(addresses)")
            }
        }

        private struct Listed: Decodable {
            var apiKey: String
            var account: String
            var type: String
            var permissions: [String]
            var ips: [String]
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Revoke a key and end its sessions.")

        @OptionGroup var connection: OperatorConnection
        @Argument(help: "The API key.") var key: String

        func run() async throws {
            let request = try OperatorCommandLine(["DELETE", "keys", key])
            _ = try await connection.send(request.method, request.target)
            print("revoked")
        }
    }
}

extension OperatorConnection {
    /// The answer to a verb, decoded.
    fileprivate func ask<Answer: Decodable>(_ words: [String]) async throws -> Answer {
        let request = try OperatorCommandLine(words)
        return try JSONDecoder().decode(Answer.self, from: Data(try await send(request.method, request.target, body: request.body)))
    }
}
