import Testing

import Primitives

@Suite("Products and quotients")
struct ArithmeticTests {
    @Test(
        "a product is divided exactly, then brought to a whole number as told",
        arguments: [
            (7, 3, 2, 10, 11), (-7, 3, 2, -10, -11), (7, -3, -2, 10, 11), (-7, -3, -2, -10, -11), (6, 3, 2, 9, 9), (0, 5, 3, 0, 0),
            (.max, 100, 100, .max, .max), (.min, 100, 100, .min, .min), (.min, 1, 1, .min, .min),
            (.max, 2, 3, 6_148_914_691_236_517_204, 6_148_914_691_236_517_205),
        ] as [(Int64, Int64, Int64, Int64, Int64)])
    func products(left: Int64, right: Int64, divisor: Int64, down: Int64, up: Int64) throws {
        #expect(try scaledProduct(left, right, dividedBy: divisor, rounding: .down) == down)
        #expect(try scaledProduct(left, right, dividedBy: divisor, rounding: .up) == up)
    }

    @Test("what leaves 64 bits is an overflow, as is division by zero")
    func overflows() {
        let rows: [(Int64, Int64, Int64)] = [
            (.max, 2, 1), (.min, -1, 1), (.min, 1, -1), (.min, .min, 1), (1, 1, 0), (0, 0, 0), (.max, .max, .max - 1),
        ]
        for (left, right, divisor) in rows {
            #expect(throws: ArithmeticOverflow.self) { try scaledProduct(left, right, dividedBy: divisor, rounding: .up) }
        }
    }

    @Test("a product agrees with 128-bit arithmetic on any operands")
    func agreesWithWideArithmetic() {
        var state: UInt64 = 42
        func draw() -> Int64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int64(bitPattern: state ^ (state >> 33)) >> Int64(state % 61)
        }
        for _ in 0..<20_000 {
            let (left, right, divisor) = (draw(), draw(), draw())
            if divisor == 0 { continue }
            let product = Int128(left) * Int128(right)
            let (quotient, remainder) = product.quotientAndRemainder(dividingBy: Int128(divisor))
            let away: Int128 = remainder == 0 ? 0 : (product < 0) == (divisor < 0) ? 1 : -1
            #expect((try? scaledProduct(left, right, dividedBy: divisor, rounding: .down)) == Int64(exactly: quotient))
            #expect((try? scaledProduct(left, right, dividedBy: divisor, rounding: .up)) == Int64(exactly: quotient + away))
        }
    }

    @Test("typed products and shares")
    func typed() throws {
        #expect(try Price.of("20000.5").multiplied(by: Quantity.of("0.5"), rounding: .down) == .of("10000.25"))
        #expect(try Money.of("100").multiplied(by: Rate.of("0.0004"), rounding: .up) == .of("0.04"))
        #expect(try Money.of("10").divided(by: Quantity.of("3"), rounding: .down) == .of("3.33333333"))
        #expect(Money.of("10").divided(by: Leverage(3), rounding: .up) == .of("3.33333334"))
        #expect(Money.of("-10").divided(by: Leverage(3), rounding: .up) == .of("-3.33333334"))
        #expect(try Money.of("10").share(.of("1"), of: .of("3"), rounding: .down) == .of("3.33333333"))
        #expect(try Price.of("1").divided(by: .of("8"), rounding: .down) == .of("0.125"))
    }
}
