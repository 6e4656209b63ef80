/// Text that is no decimal number, or one that 10⁻⁸ units in 64 bits cannot hold exactly.
public enum DecimalTextError: Error, Equatable {
    /// Not a number at all.
    case malformed
    /// A number with more than eight significant digits behind the point.
    case tooPrecise
    /// A number beyond ±92 233 720 368.54775807.
    case outOfRange
}

extension FixedPoint {
    /// Reads plain (`60000.10`) and exponent (`1e-05`) forms. Digits are judged by value: trailing zeros do not count.
    public init(_ text: some StringProtocol) throws(DecimalTextError) {
        self.init(raw: try parseDecimal(text.utf8))
    }

    /// For constants that the program's own text holds; traps on anything malformed.
    public static func of(_ text: StaticString) -> Self {
        guard let value = try? Self(text.description) else { preconditionFailure("not a decimal: \(text)") }
        return value
    }

    /// Fixed places: `Price.of("60000.1").text(digits: 2)` is `60000.10`. Digits beyond are cut off, never rounded.
    public func text(digits: Int) -> String { decimalText(raw, digits: digits) }

    /// The fewest digits behind the point that write this value exactly.
    public var significantDigits: Int {
        if raw == 0 { return 0 }
        var digits = fixedPointDigits
        var rest = raw
        while digits > 0, rest % 10 == 0 {
            rest /= 10
            digits -= 1
        }
        return digits
    }
}

/// Appends the decimal form of a raw amount, as ASCII. `digits` nil writes as few as needed.
public func appendDecimal(_ raw: Int64, digits: Int?, to bytes: inout [UInt8]) {
    let magnitude = raw.magnitude
    let (whole, fraction) = magnitude.quotientAndRemainder(dividingBy: UInt64(fixedPointUnit))
    var places = digits ?? fixedPointDigits
    var shown = fraction
    if digits == nil {
        while places > 0, shown % 10 == 0 {
            shown /= 10
            places -= 1
        }
    } else {
        for _ in places..<max(places, fixedPointDigits) { shown /= 10 }
    }
    if raw < 0 && (whole != 0 || shown != 0) { bytes.append(UInt8(ascii: "-")) }
    appendInteger(whole, to: &bytes)
    guard places > 0 else { return }
    bytes.append(UInt8(ascii: "."))
    let fractionPlaces = min(places, fixedPointDigits)
    let start = bytes.count
    for _ in 0..<fractionPlaces { bytes.append(UInt8(ascii: "0")) }
    var index = start + fractionPlaces - 1
    while shown > 0 {
        bytes[index] = UInt8(ascii: "0") + UInt8(shown % 10)
        shown /= 10
        index -= 1
    }
    for _ in fractionPlaces..<places { bytes.append(UInt8(ascii: "0")) }
}

/// Appends an unsigned integer in decimal, as ASCII.
public func appendInteger(_ value: UInt64, to bytes: inout [UInt8]) {
    if value < 10 {
        bytes.append(UInt8(ascii: "0") + UInt8(value))
        return
    }
    let start = bytes.count
    var rest = value
    while rest > 0 {
        bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
        rest /= 10
    }
    bytes[start...].reverse()
}

func decimalText(_ raw: Int64, digits: Int?) -> String {
    var bytes: [UInt8] = []
    appendDecimal(raw, digits: digits, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
}

/// One pass over ASCII: sign, digits, point, digits, exponent.
func parseDecimal(_ text: some Sequence<UInt8>) throws(DecimalTextError) -> Int64 {
    var scan = DecimalScan()
    for byte in text {
        try scan.take(byte)
    }
    return try scan.value()
}

private struct DecimalScan {
    private enum Part { case start, whole, fraction, exponentStart, exponent }
    private var part = Part.start
    private var negative = false
    private var digits: Int128 = 0
    private var digitCount = 0
    private var significantCount = 0
    private var fractionDigits = 0
    private var exponent = 0
    private var exponentNegative = false
    private var exponentDigits = 0

    mutating func take(_ byte: UInt8) throws(DecimalTextError) {
        switch (byte, part) {
        case (UInt8(ascii: "0")...UInt8(ascii: "9"), .start), (UInt8(ascii: "0")...UInt8(ascii: "9"), .whole):
            part = .whole
            try append(byte)
        case (UInt8(ascii: "0")...UInt8(ascii: "9"), .fraction):
            fractionDigits += 1
            try append(byte)
        case (UInt8(ascii: "0")...UInt8(ascii: "9"), .exponentStart), (UInt8(ascii: "0")...UInt8(ascii: "9"), .exponent):
            part = .exponent
            exponentDigits += 1
            if exponentDigits > 4 { throw .outOfRange }
            exponent = exponent * 10 + Int(byte - UInt8(ascii: "0"))
        case (UInt8(ascii: "-"), .start) where digitCount == 0 && !negative:
            negative = true
        case (UInt8(ascii: "."), .start), (UInt8(ascii: "."), .whole):
            part = .fraction
        case (UInt8(ascii: "e"), .whole), (UInt8(ascii: "E"), .whole), (UInt8(ascii: "e"), .fraction),
            (UInt8(ascii: "E"), .fraction):
            part = .exponentStart
        case (UInt8(ascii: "-"), .exponentStart) where exponentDigits == 0 && !exponentNegative:
            exponentNegative = true
        case (UInt8(ascii: "+"), .exponentStart) where exponentDigits == 0 && !exponentNegative:
            part = .exponentStart
        default:
            throw .malformed
        }
    }

    private mutating func append(_ byte: UInt8) throws(DecimalTextError) {
        digitCount += 1
        if digitCount > 64 { throw .malformed }
        if significantCount > 0 || byte != UInt8(ascii: "0") { significantCount += 1 }
        if significantCount > 30 { throw .outOfRange }
        digits = digits * 10 + Int128(byte - UInt8(ascii: "0"))
    }

    func value() throws(DecimalTextError) -> Int64 {
        guard digitCount > 0, part != .start, part != .exponentStart else { throw .malformed }
        if digits == 0 { return 0 }
        var shift = fixedPointDigits - fractionDigits + (exponentNegative ? -exponent : exponent)
        var amount = digits
        while shift < 0 {
            if amount % 10 != 0 { throw .tooPrecise }
            amount /= 10
            shift += 1
        }
        while shift > 0 {
            amount *= 10
            shift -= 1
            if amount > Int128(Int64.max) { throw .outOfRange }
        }
        guard let result = Int64(exactly: negative ? -amount : amount) else { throw .outOfRange }
        return result
    }
}
