import Primitives

/// A time as calendars and clocks show it in UTC.
struct CivilTime {
    let year: Int64
    let monthOfYear: Int64
    let day: Int64
    let secondOfDay: Int64

    init(_ time: Timestamp) {
        let seconds = time.floored(toMilliseconds: 1_000).milliseconds / 1_000
        let dayStart = time.floored(toMilliseconds: 86_400_000).milliseconds / 1_000
        secondOfDay = seconds - dayStart
        // Years that begin on 1 March put the leap day last; 400 of them have 146 097 days.
        let days = dayStart / 86_400 + 719_468
        let era = (days >= 0 ? days : days - 146_096) / 146_097
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * month + 2) / 5 + 1
        monthOfYear = month < 10 ? month + 3 : month - 9
        year = yearOfEra + era * 400 + (monthOfYear <= 2 ? 1 : 0)
    }

    /// Counts calendar months.
    var month: Int64 { year * 12 + monthOfYear - 1 }

    /// `2023-11-14 22:13:20`
    var text: String {
        "\(Self.padded(year, 4))-\(Self.padded(monthOfYear))-\(Self.padded(day)) "
            + "\(Self.padded(secondOfDay / 3_600)):\(Self.padded(secondOfDay / 60 % 60)):\(Self.padded(secondOfDay % 60))"
    }

    private static func padded(_ number: Int64, _ width: Int = 2) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
