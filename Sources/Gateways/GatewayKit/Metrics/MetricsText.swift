public import ExchangePorts

public typealias Histogram = ExchangePorts.Histogram

/// Writes metrics in the text format of Prometheus, version 0.0.4.
public struct MetricsText: Sendable {
    public enum Kind: String, Sendable {
        case counter, gauge, histogram
    }

    public typealias Labels = [(name: String, value: String)]

    public private(set) var bytes: [UInt8] = []

    public init() {}

    /// Begins a family; its samples follow before the next begins.
    public mutating func family(_ name: String, _ kind: Kind, _ help: String) {
        append("# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n")
    }

    public mutating func sample(_ name: String, _ labels: Labels, _ value: some BinaryInteger) {
        write(name, labels, "\(value)")
    }

    /// A value in billionths: nanoseconds become seconds.
    public mutating func sample(_ name: String, _ labels: Labels = [], billionths value: Int64) {
        write(name, labels, Self.decimal(billionths: value))
    }

    /// A family of one sample.
    public mutating func single(_ name: String, _ kind: Kind, _ help: String, _ value: some BinaryInteger) {
        family(name, kind, help)
        sample(name, [], value)
    }

    /// The ranges of a histogram, cumulated as the format wants it.
    public mutating func histogram(_ name: String, _ labels: Labels, _ histogram: Histogram, inBillionths: Bool) {
        func text(_ value: Int64) -> String { inBillionths ? Self.decimal(billionths: value) : "\(value)" }
        var cumulated: UInt64 = 0
        for (range, count) in histogram.counts.enumerated() {
            cumulated += count
            let bound = range < histogram.bounds.count ? text(histogram.bounds[range]) : "+Inf"
            write(name + "_bucket", labels + [("le", bound)], "\(cumulated)")
        }
        write(name + "_sum", labels, text(histogram.sum))
        write(name + "_count", labels, "\(cumulated)")
    }

    private mutating func write(_ name: String, _ labels: Labels, _ value: String) {
        append(name)
        if !labels.isEmpty {
            append("{")
            for (index, label) in labels.enumerated() {
                append(index == 0 ? "\(label.name)=\"" : ",\(label.name)=\"")
                append(Self.escaped(label.value))
                append("\"")
            }
            append("}")
        }
        append(" \(value)\n")
    }

    private mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    private static func escaped(_ value: String) -> String {
        var escaped = ""
        for character in value {
            switch character {
            case "\\": escaped += "\\\\"
            case "\"": escaped += "\\\""
            case "\n": escaped += "\\n"
            default: escaped.append(character)
            }
        }
        return escaped
    }

    private static func decimal(billionths value: Int64) -> String {
        let digits = String(value.magnitude % 1_000_000_000)
        var fraction = String(repeating: "0", count: 9 - digits.count) + digits
        while fraction.last == "0" { fraction.removeLast() }
        let whole = (value < 0 ? "-" : "") + String(value.magnitude / 1_000_000_000)
        return fraction.isEmpty ? whole : whole + "." + fraction
    }
}

/// A part of the program that has something to tell about itself.
public protocol MetricsSource: Sendable {
    /// Called for each look at the metrics, from any thread.
    func write(to text: inout MetricsText) async
}
