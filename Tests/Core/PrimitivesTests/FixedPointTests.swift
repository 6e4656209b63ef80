import Testing

import Primitives

@Suite("Fixed-point numbers")
struct FixedPointTests {
    @Test(
        "decimal text is read by value, plain or with an exponent",
        arguments: [
            ("60000.10", 6_000_010_000_000), ("1e-05", 1_000), ("1E3", 100_000_000_000), ("-0.5", -50_000_000), (".5", 50_000_000),
            ("5.", 500_000_000), ("0.100000000000", 10_000_000), ("1.5e+2", 15_000_000_000), ("0e99", 0), ("-0", 0),
            ("92233720368.54775807", Int64.max), ("-92233720368.54775808", Int64.min), ("123456789e-8", 123_456_789),
        ] as [(String, Int64)])
    func reads(text: String, raw: Int64) throws {
        #expect(try Price(text).raw == raw)
    }

    @Test(
        "text that is no number, too precise or too large is refused as such",
        arguments: [
            ("", .malformed), ("abc", .malformed), ("1.2.3", .malformed), ("--1", .malformed), ("+1", .malformed),
            ("1e", .malformed),
            (".", .malformed), (" 1", .malformed), ("1_000", .malformed), ("0x10", .malformed), ("1e5.5", .malformed),
            ("0.000000001", .tooPrecise), ("1e-9", .tooPrecise), ("1.123456789", .tooPrecise),
            ("92233720368.54775808", .outOfRange),
            ("1e11", .outOfRange), ("1e99999", .outOfRange), ("9999999999999999999999999999999", .outOfRange),
        ] as [(String, DecimalTextError)])
    func refuses(text: String, error: DecimalTextError) {
        #expect(throws: error) { try Quantity(text) }
    }

    @Test("fixed places cut digits off and never round")
    func prints() {
        #expect(Price.of("60000.19").text(digits: 1) == "60000.1")
        #expect(Price.of("60000.1").text(digits: 2) == "60000.10")
        #expect(Money.of("-0.019").text(digits: 1) == "0.0")
        #expect(Money.of("-1.99").text(digits: 0) == "-1")
        #expect(Money.of("1.5").text(digits: 10) == "1.5000000000")
        #expect(Money(raw: .min).description == "-92233720368.54775808")
        #expect(Money.of("0.00000001").description == "0.00000001")
    }

    @Test("printing and reading give the value back", arguments: [0, 1, -1, 99, 100_000_000, -123_456_789, Int64.max, Int64.min])
    func roundTrip(raw: Int64) throws {
        #expect(try Money(Money(raw: raw).description).raw == raw)
    }

    @Test("significant digits leave trailing zeros out")
    func digits() {
        #expect(Price.of("0.10").significantDigits == 1)
        #expect(Price.of("100").significantDigits == 0)
        #expect(Price.of("0.00000001").significantDigits == 8)
    }
}
