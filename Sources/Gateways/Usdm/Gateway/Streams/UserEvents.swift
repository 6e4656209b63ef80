import ExchangePorts
import WireKit

/// The messages of user streams, field by field.
struct UserEvents {
    let names: Names
    let time: Int64

    /// The event time is text here, as in the document.
    func listenKeyExpired(_ key: String) -> [UInt8] {
        var json = JSONWriter()
        json.object {
            $0.field("e", "listenKeyExpired")
            $0.field("E", String(time))
            $0.field("listenKey", key)
        }
        return json.bytes
    }
}
