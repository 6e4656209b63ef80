import ExchangePorts
import Primitives

private let minute: Int64 = 60_000
private let hour = 60 * minute
private let day = 24 * hour

/// When candles open. All boundaries are UTC: weeks open on Monday, three-day candles at multiples of three days since
/// 1970-01-01, months on their first.
extension CandleInterval {
    /// The length of a candle; of the longest one for months.
    var longestMilliseconds: Int64 {
        switch self {
        case .minute1: minute
        case .minute3: 3 * minute
        case .minute5: 5 * minute
        case .minute15: 15 * minute
        case .minute30: 30 * minute
        case .hour1: hour
        case .hour2: 2 * hour
        case .hour4: 4 * hour
        case .hour6: 6 * hour
        case .hour8: 8 * hour
        case .hour12: 12 * hour
        case .day1: day
        case .day3: 3 * day
        case .week1: 7 * day
        case .month1: 31 * day
        }
    }

    /// The opening of the candle that `time` falls in.
    func openTime(containing time: Timestamp) -> Timestamp {
        switch self {
        case .month1:
            let month = CivilMonth(containing: time)
            return month.start
        case .week1:
            // 1970-01-01 was a Thursday: the first Monday came four days later.
            return time.advanced(byMilliseconds: -4 * day).floored(toMilliseconds: 7 * day).advanced(byMilliseconds: 4 * day)
        default:
            return time.floored(toMilliseconds: longestMilliseconds)
        }
    }

    /// The first opening that is not before `time`.
    func opening(atOrAfter time: Timestamp) -> Timestamp {
        let containing = openTime(containing: time)
        return containing < time ? nextOpenTime(after: containing) : containing
    }

    /// The opening of the candle after the one that opens at `openTime`.
    func nextOpenTime(after openTime: Timestamp) -> Timestamp {
        switch self {
        case .month1: CivilMonth(containing: openTime).next.start
        default: openTime.advanced(byMilliseconds: longestMilliseconds)
        }
    }
}

/// A month of the proleptic Gregorian calendar, in whole-number arithmetic.
///
/// Years are counted from March, so that the leap day is the last of its year, and in eras of 400 years, which are all
/// equally long.
struct CivilMonth: Sendable, Hashable {
    private static let daysPerEra: Int64 = 146_097
    /// Days from 0000-03-01 to 1970-01-01.
    private static let epochOffset: Int64 = 719_468

    var year: Int64
    /// From 1.
    var month: Int64

    init(year: Int64, month: Int64) {
        self.year = year
        self.month = month
    }

    init(containing time: Timestamp) {
        let days = time.floored(toMilliseconds: day).milliseconds / day + Self.epochOffset
        let era = (days >= 0 ? days : days - (Self.daysPerEra - 1)) / Self.daysPerEra
        let dayOfEra = days - era * Self.daysPerEra
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    var next: CivilMonth { month == 12 ? CivilMonth(year: year + 1, month: 1) : CivilMonth(year: year, month: month + 1) }

    /// Midnight of the first.
    var start: Timestamp {
        let marchYear = month <= 2 ? year - 1 : year
        let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * Self.daysPerEra + dayOfEra - Self.epochOffset
        return Timestamp.zero.advanced(byMilliseconds: days.multipliedReportingOverflow(by: day).partialValue)
    }
}
