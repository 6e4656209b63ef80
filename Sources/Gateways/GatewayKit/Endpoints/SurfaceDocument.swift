import WireKit

/// The page of a surface in `docs/surfaces`, written from its tables.
public struct SurfaceDocument {
    public var title: String
    public var introduction: String
    /// `GET /path` of every endpoint the API document has, in its order.
    public var documentedEndpoints: [String]
    public var streams: [Stream]

    /// A stream, or a family of them, as the API document names it.
    public struct Stream: Sendable {
        public var name: String
        public var cadence: String
        public var works: Bool
        public init(name: String, cadence: String, works: Bool) {
            self.name = name
            self.cadence = cadence
            self.works = works
        }
    }

    public init(title: String, introduction: String, documentedEndpoints: [String], streams: [Stream]) {
        self.title = title
        self.introduction = introduction
        self.documentedEndpoints = documentedEndpoints
        self.streams = streams
    }

    public func markdown<Context>(rows: [Row<Context>], differences: [String]) -> String {
        var lines = ["# \(title)", "", introduction, "", "## Endpoints", ""]
        lines += ["| endpoint | | access | weight | parameters |", "|---|---|---|---|---|"]
        lines += rows.map(line)
        let present = Set(rows.map { "\($0.contract.method.rawValue) \($0.contract.path)" })
        let missing = documentedEndpoints.filter { !present.contains($0) }
        lines += ["", "## Documented endpoints that are not there yet", ""]
        lines += missing.isEmpty ? ["None."] : missing.map { "- `\($0)`" }
        lines += ["", "## Streams", "", "| stream | cadence | |", "|---|---|---|"]
        lines += streams.map { "| `\($0.name)` | \($0.cadence) | \($0.works ? "works" : "missing") |" }
        lines += ["", "## What differs", ""]
        lines += differences.map { "- \($0)" }
        return lines.joined(separator: "\n") + "\n"
    }

    private func line<Context>(_ row: Row<Context>) -> String {
        let contract = row.contract
        let parameters = row.parameters.map { $0.required ? "**\($0.name)**" : $0.name }.joined(separator: ", ")
        return
            "| `\(contract.method.rawValue) \(contract.path)` | \(contract.summary) | \(text(contract.access)) | \(text(contract.weight)) | \(parameters) |"
    }

    private func text(_ access: Contract.Access) -> String {
        switch access {
        case .none: return "NONE"
        case .marketData: return "MARKET_DATA"
        case .userStream: return "USER_STREAM"
        case .userData: return "USER_DATA"
        case .trade: return "TRADE"
        }
    }

    private func text(_ weight: Contract.Weight) -> String {
        switch weight {
        case .fixed(let weight): return String(weight)
        case .bySymbol(let with, let without): return "\(with) with symbol, \(without) without"
        case .byLimit(_, _, let steps): return steps.map { String($0.weight) }.joined(separator: "/") + " by limit"
        }
    }
}
