import Testing

import Instruments
import Primitives

@Suite("Filters")
struct FiltersTests {
    static let price = PriceFilter(minimum: .of("556.80"), maximum: .of("4529764"), tickSize: .of("0.10"))
    static let lot = LotSizeFilter(minimum: .of("0.001"), maximum: .of("1000"), stepSize: .of("0.001"))

    @Test(
        "the first broken price rule is named, in documented order",
        arguments: [
            ("0", .notPositive), ("-1", .notPositive), ("556.75", .belowMinimum), ("556.8", nil), ("556.85", .offTick),
            ("4529764", nil), ("4529764.05", .aboveMaximum), ("60000.1", nil), ("60000.12", .offTick),
        ] as [(String, PriceFilter.Breach?)])
    func prices(text: String, breach: PriceFilter.Breach?) throws {
        #expect(Self.price.breach(by: try Price(text)) == breach)
    }

    @Test(
        "the first broken quantity rule is named, in documented order",
        arguments: [
            ("0", .notPositive), ("-5", .notPositive), ("0.0005", .belowMinimum), ("0.001", nil), ("0.0015", .offStep),
            ("1000", nil), ("1000.0005", .aboveMaximum),
        ] as [(String, LotSizeFilter.Breach?)])
    func quantities(text: String, breach: LotSizeFilter.Breach?) throws {
        #expect(Self.lot.breach(by: try Quantity(text)) == breach)
    }

    @Test("a bound of zero is switched off")
    func switchedOff() {
        let open = PriceFilter(minimum: .zero, maximum: .zero, tickSize: .zero)
        #expect(open.breach(by: Price(raw: .max)) == nil && open.breach(by: Price(raw: 1)) == nil)
    }
}
