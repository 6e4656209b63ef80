import Primitives

/// When quarterly contracts expire: the last Friday of March, June, September and December at 08:00 UTC (supplement §9.4).
enum QuarterlyCalendar {
    /// The next two deliveries after a time.
    static func deliveries(after time: Timestamp) -> (current: Timestamp, next: Timestamp) {
        var date = CivilDate(of: time)
        date.month = (date.month + 2) / 3 * 3
        while delivery(in: date) <= time { date.addMonths(3) }
        let current = delivery(in: date)
        date.addMonths(3)
        return (current, delivery(in: date))
    }

    /// `260327`.
    static func suffix(of delivery: Timestamp) -> String {
        let date = CivilDate(of: delivery)
        return [date.year % 100, date.month, date.day].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined()
    }

    private static func delivery(in month: CivilDate) -> Timestamp {
        var following = month
        following.addMonths(1)
        following.day = 1
        let lastDay = following.daysSince1970 - 1
        // 1970 began on a Thursday, so Fridays are the days 1, 8, 15, …
        let friday = lastDay - (lastDay + 6) % 7
        return Timestamp(milliseconds: (friday * 24 + 8) * 3_600_000)
    }
}

/// A day of the Gregorian calendar, after 1970.
struct CivilDate: Hashable {
    var year: Int64
    /// From 1.
    var month: Int64
    var day: Int64

    /// The day that it is at a time, UTC. Years are counted from March here, so that the leap day is the last one.
    init(of time: Timestamp) {
        let days = time.floored(toMilliseconds: 86_400_000).milliseconds / 86_400_000 + 719_468
        let era = days / 146_097
        let dayOfEra = days % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    var daysSince1970: Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let yearOfEra = shifted % 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return shifted / 400 * 146_097 + dayOfEra - 719_468
    }

    mutating func addMonths(_ count: Int64) {
        let months = month - 1 + count
        year += months / 12
        month = months % 12 + 1
    }
}
