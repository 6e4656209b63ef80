import Foundation

/// The token of the operator API: given, or made up and kept beside the data with mode 0600.
enum OperatorToken {
    static func resolve(_ given: String?, directory: String?) throws -> String {
        let token = given ?? fresh()
        if let directory {
            let url = URL(fileURLWithPath: directory).appendingPathComponent("operator.token")
            try? FileManager.default.removeItem(at: url)
            let attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
            guard FileManager.default.createFile(atPath: url.path, contents: Data((token + "\n").utf8), attributes: attributes) else {
                throw CocoaError(.fileWriteUnknown)
            }
        }
        return token
    }

    private static func fresh() -> String {
        let alphabet = Array("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789")
        return String((0..<32).map { _ in alphabet[Int.random(in: 0..<alphabet.count)] })
    }
}
