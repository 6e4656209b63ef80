/// The secret that opens the operator API.
struct OperatorToken: Sendable {
    private let bytes: [UInt8]

    init(_ text: String) { bytes = Array(text.utf8) }

    /// Takes as long for a nearly right token as for a wholly wrong one of the same length.
    func matches(_ presented: String?) -> Bool {
        guard let presented, !bytes.isEmpty else { return false }
        var difference = presented.utf8.count ^ bytes.count
        for (index, byte) in presented.utf8.enumerated() { difference |= Int(byte ^ bytes[index % bytes.count]) }
        return difference == 0
    }
}
