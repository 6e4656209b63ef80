import WireKit

/// What a verb answers.
struct OperatorReply {
    let body: [UInt8]

    /// An object with the fields that `write` writes.
    init(_ write: (inout JSONWriter) -> Void) {
        var json = JSONWriter(reservingCapacity: 256)
        json.object(write)
        body = json.bytes
    }

    /// A list of objects.
    init<Element>(list: [Element], _ write: (inout JSONWriter, Element) -> Void) {
        var json = JSONWriter(reservingCapacity: 256)
        json.array(list) { json, element in
            json.object { write(&$0, element) }
        }
        body = json.bytes
    }
}
