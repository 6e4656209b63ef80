import GatewayKit

/// What the requests of one event loop came to, by endpoint. Belongs to its loop: counting takes no lock.
struct RequestFigures: Sendable {
    /// An answer as clients tell them apart: its HTTP status and, in errors, the code in its body.
    struct Answer: Hashable, Sendable {
        var status: Int
        var code: Int?
    }

    struct Figures: Sendable {
        var answers: [(answer: Answer, count: Int)] = []
        /// From the request's last byte to its reply's first, in nanoseconds.
        var latency = Histogram(bounds: Histogram.nanosecondBounds)
    }

    /// By the number of the endpoint.
    private(set) var byEndpoint: [Figures]

    init(endpointCount: Int) {
        byEndpoint = Array(repeating: Figures(), count: endpointCount)
    }

    mutating func note(_ endpoint: Int, _ answer: Answer, nanoseconds: Int64) {
        Self.note(&byEndpoint[endpoint], answer, nanoseconds)
    }

    private static func note(_ figures: inout Figures, _ answer: Answer, _ nanoseconds: Int64) {
        figures.latency.record(nanoseconds)
        for index in figures.answers.indices where figures.answers[index].answer == answer {
            figures.answers[index].count += 1
            return
        }
        figures.answers.append((answer, 1))
    }

    mutating func add(_ other: RequestFigures) {
        for (endpoint, figures) in other.byEndpoint.enumerated() {
            byEndpoint[endpoint].latency.add(figures.latency)
            for (answer, count) in figures.answers {
                if let index = byEndpoint[endpoint].answers.firstIndex(where: { $0.answer == answer }) {
                    byEndpoint[endpoint].answers[index].count += count
                } else {
                    byEndpoint[endpoint].answers.append((answer, count))
                }
            }
        }
    }
}
