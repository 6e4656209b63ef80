import ExchangePorts
import Primitives
import Testing

@testable import MarketData

private let dayLength: Int64 = 86_400_000

@Suite("Candle calendar")
struct CandleCalendarTests {
    @Test(
        "a candle opens where the calendar says",
        arguments: [
            // 2024-07-24 13:37:42.123, a Wednesday.
            (CandleInterval.minute1, 1_721_828_262_123, 1_721_828_220_000), (.minute15, 1_721_828_262_123, 1_721_827_800_000),
            (.hour4, 1_721_828_262_123, 1_721_822_400_000), (.hour12, 1_721_828_262_123, 1_721_822_400_000),
            (.day1, 1_721_828_262_123, 1_721_779_200_000),
            // Day 19 928 since 1970; 19 926 is the multiple of three before it.
            (.day3, 1_721_828_262_123, 19_926 * dayLength),
            // Monday 2024-07-22; a Sunday's last millisecond; a Monday's first.
            (.week1, 1_721_828_262_123, 1_721_606_400_000), (.week1, 1_721_606_399_999, 1_721_001_600_000),
            (.week1, 1_721_606_400_000, 1_721_606_400_000), (.week1, 0, -3 * dayLength),
            // 2024-07-01, 2024-02-01 from its leap day, 2023-12-01, 2000-02-01, 1970-01-01.
            (.month1, 1_721_828_262_123, 1_719_792_000_000), (.month1, 1_709_251_199_999, 1_706_745_600_000),
            (.month1, 1_704_067_199_999, 1_701_388_800_000), (.month1, 951_782_400_000, 949_363_200_000), (.month1, 0, 0),
        ] as [(CandleInterval, Int64, Int64)])
    func openings(interval: CandleInterval, time: Int64, opening: Int64) {
        #expect(interval.openTime(containing: Timestamp(milliseconds: time)) == Timestamp(milliseconds: opening))
    }

    @Test("months follow the days of the Gregorian calendar for 800 years")
    func months() {
        var days: Int64 = 0
        for year in Int64(1970)..<2770 {
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            for (position, length) in [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].enumerated() {
                let month = CivilMonth(year: year, month: Int64(position) + 1)
                let opening = Timestamp(milliseconds: days * dayLength)
                #expect(month.start == opening)
                #expect(CivilMonth(containing: opening) == month)
                days += Int64(length)
                #expect(CivilMonth(containing: Timestamp(milliseconds: days * dayLength - 1)) == month)
                #expect(CandleInterval.month1.nextOpenTime(after: opening).milliseconds == days * dayLength)
            }
        }
    }

    @Test("candles adjoin", arguments: CandleInterval.allCases)
    func adjoin(interval: CandleInterval) {
        var numbers = SeededNumbers(seed: 9)
        for _ in 0..<2_000 {
            let time = Timestamp(milliseconds: Int64.random(in: 0..<4_000_000_000_000, using: &numbers))
            let opening = interval.openTime(containing: time)
            let next = interval.nextOpenTime(after: opening)
            #expect(opening <= time && time < next)
            #expect(interval.openTime(containing: next) == next)
            #expect(interval.openTime(containing: next + -1) == opening)
            #expect(next.milliseconds - opening.milliseconds <= interval.longestMilliseconds)
        }
    }
}
