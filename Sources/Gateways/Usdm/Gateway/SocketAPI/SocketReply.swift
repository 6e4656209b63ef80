import GatewayKit
import UsdmWire
import WireKit

/// What stands around the result of a socket request (document 001, "WebSocket API Request format", "Response format").
struct SocketReply {
    var id: JSONValue
    var showsRateLimits: Bool
    var weightUsed: Int?
    /// Of requests that count as orders, once their account is known.
    var orders: OrderCounts.Usage?

    func success(_ result: [UInt8], _ limits: RequestPipeline.Limits) -> Frame {
        frame(status: 200, "result", result, limits)
    }

    func failure(_ error: UsdmError, _ limits: RequestPipeline.Limits) -> Frame {
        frame(status: error.status, "error", error.json, limits)
    }

    private func frame(status: Int, _ name: StaticString, _ body: [UInt8], _ limits: RequestPipeline.Limits) -> Frame {
        var json = JSONWriter(reservingCapacity: body.count + 512)
        json.object { json in
            json.key("id")
            json.value(id)
            json.field("status", status)
            json.key(name)
            json.raw(body)
            if showsRateLimits {
                json.key("rateLimits")
                json.array(rows(limits)) { $1.write(to: &$0) }
            }
        }
        return Frame(json.bytes)
    }

    /// Only what the request drew on.
    private func rows(_ limits: RequestPipeline.Limits) -> [Row] {
        var rows: [Row] = []
        if let weightUsed { rows.append(Row(.weight, "MINUTE", 1, limit: limits.weightPerMinute, count: weightUsed)) }
        if let orders {
            rows.append(Row(.orders, "SECOND", 10, limit: limits.ordersPerTenSeconds, count: orders.tenSeconds))
            rows.append(Row(.orders, "MINUTE", 1, limit: limits.ordersPerMinute, count: orders.minute))
        }
        return rows
    }

    private struct Row {
        enum Kind: String { case weight = "REQUEST_WEIGHT", orders = "ORDERS" }

        let kind: Kind
        let interval: String
        let intervals: Int
        let limit: Int
        let count: Int

        init(_ kind: Kind, _ interval: String, _ intervals: Int, limit: Int, count: Int) {
            self.kind = kind
            self.interval = interval
            self.intervals = intervals
            self.limit = limit
            self.count = count
        }

        func write(to json: inout JSONWriter) {
            json.object {
                $0.field("rateLimitType", kind.rawValue)
                $0.field("interval", interval)
                $0.field("intervalNum", intervals)
                $0.field("limit", limit)
                $0.field("count", count)
            }
        }
    }
}
