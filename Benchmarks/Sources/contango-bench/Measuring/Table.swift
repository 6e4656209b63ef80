/// Rows as aligned text.
struct Table {
    private let rows: [Row]

    init(_ rows: [Row]) { self.rows = rows }

    var text: String {
        let cells = [["figure", "value", "yardstick", "ratio", "floor", "goal", "verdict"]] + rows.map(Self.cells)
        let widths = cells[0].indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
        var lines = cells.map { Self.line($0, widths) }
        lines.insert(Self.line(widths.map { String(repeating: "-", count: $0) }, widths), at: 1)
        return lines.joined(separator: "\n")
    }

    private static func cells(_ row: Row) -> [String] {
        [
            row.figure, row.value, row.yardstick, row.ratio.map(Number.ratio) ?? "-",
            row.threshold.map { Number.ratio($0.floor) } ?? "-", row.threshold.map { Number.ratio($0.goal) } ?? "-",
            row.verdict.rawValue,
        ]
    }

    private static func line(_ cells: [String], _ widths: [Int]) -> String {
        let padded = zip(cells, widths).map { cell, width in cell + String(repeating: " ", count: width - cell.count) }
        return "| " + padded.joined(separator: " | ") + " |"
    }
}

/// Numbers as people read them.
enum Number {
    static func ratio(_ value: Double) -> String { fixed(value, places: 2) }

    /// `41.3 M/s`, `812 k/s`, `95/s`.
    static func rate(_ perSecond: Double) -> String {
        if perSecond >= 1e6 { return fixed(perSecond / 1e6, places: 1) + " M/s" }
        if perSecond >= 1e3 { return fixed(perSecond / 1e3, places: 1) + " k/s" }
        return fixed(perSecond, places: 0) + "/s"
    }

    /// `812 ns`, `4.1 µs`, `1.9 ms`.
    static func span(nanoseconds: Double) -> String {
        if nanoseconds >= 1e6 { return fixed(nanoseconds / 1e6, places: 1) + " ms" }
        if nanoseconds >= 1e3 { return fixed(nanoseconds / 1e3, places: 1) + " µs" }
        return fixed(nanoseconds, places: 0) + " ns"
    }

    static func fixed(_ value: Double, places: Int) -> String {
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        let units = Int64((value * scale).rounded())
        if places == 0 { return String(units) }
        let (whole, fraction) = units.magnitude.quotientAndRemainder(dividingBy: UInt64(scale))
        let digits = String(fraction)
        return (units < 0 ? "-" : "") + "\(whole)." + String(repeating: "0", count: places - digits.count) + digits
    }
}
