/// The `Date` field's value, made once per second.
struct HTTPDate {
    private var second: Int64 = -1
    private var text: [UInt8] = []

    /// RFC 9110 §5.6.7, for example `Sun, 06 Nov 1994 08:49:37 GMT`.
    mutating func text(atSecond now: Int64) -> [UInt8] {
        if now != second {
            second = now
            text = Array(HTTPDate.format(now).utf8)
        }
        return text
    }

    static func format(_ second: Int64) -> String {
        let days = Int(second / 86_400)
        let clock = Int(second % 86_400)
        let (year, month, day) = civil(daysSince1970: days)
        let time = [clock / 3600, clock / 60 % 60, clock % 60].map(twoDigits).joined(separator: ":")
        return "\(weekdays[(days + 4) % 7]), \(twoDigits(day)) \(months[month - 1]) \(year) \(time) GMT"
    }

    /// Howard Hinnant's `civil_from_days`: years begin in March, so the leap day is the last of its year.
    private static func civil(daysSince1970: Int) -> (year: Int, month: Int, day: Int) {
        let days = daysSince1970 + 719_468
        let era = days / 146_097
        let dayOfEra = days % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    private static func twoDigits(_ value: Int) -> String {
        value < 10 ? "0\(value)" : "\(value)"
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
}
