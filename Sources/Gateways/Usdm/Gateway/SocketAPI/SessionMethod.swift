/// The methods that are about the connection itself; every other method is a row.
enum SessionMethod: String, CaseIterable {
    case logon = "session.logon"
    case status = "session.status"
    case logout = "session.logout"

    /// Document 001, "WebSocket API Authentication request".
    static let weight = 2
}
