import Foundation

/// The token of the operator API: given, kept from the last start, or made up; beside the data with mode 0600.
enum OperatorToken {
    static func resolve(_ given: String?, directory: String?) throws -> String {
        guard let directory else { return given ?? fresh() }
        let file = URL(fileURLWithPath: directory).appendingPathComponent("operator.token").path
        let kept = try? String(contentsOfFile: file, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
        if let kept, !kept.isEmpty, given == nil || given == kept { return kept }
        let token = given ?? fresh()
        try? FileManager.default.removeItem(atPath: file)
        let attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
        guard FileManager.default.createFile(atPath: file, contents: Data((token + "\n").utf8), attributes: attributes) else {
            throw CocoaError(.fileWriteUnknown)
        }
        return token
    }

    private static func fresh() -> String {
        let alphabet = Array("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789")
        return String((0..<32).map { _ in alphabet[Int.random(in: 0..<alphabet.count)] })
    }
}
