import GatewayKit
import Testing

@Suite("Metrics as text")
struct MetricsTextTests {
    @Test("a counter with labels, whose values are escaped")
    func counter() {
        var text = MetricsText()
        text.family("a_total", .counter, "What it is.")
        text.sample("a_total", [("path", #"/a"b\c"#), ("code", "-1")], 3)
        text.single("b", .gauge, "Another.", -4)
        #expect(
            String(decoding: text.bytes, as: UTF8.self) == """
                # HELP a_total What it is.
                # TYPE a_total counter
                a_total{path="/a\\"b\\\\c",code="-1"} 3
                # HELP b Another.
                # TYPE b gauge
                b -4

                """)
    }

    @Test("a histogram is cumulated, and nanoseconds become seconds")
    func histogram() {
        var histogram = Histogram(bounds: [50_000, 1_000_000_000])
        for value in [1, 50_000, 50_001, 1_500_000_000] { histogram.record(Int64(value)) }
        var text = MetricsText()
        text.histogram("t", [], histogram, inBillionths: true)
        #expect(
            String(decoding: text.bytes, as: UTF8.self) == """
                t_bucket{le="0.00005"} 2
                t_bucket{le="1"} 3
                t_bucket{le="+Inf"} 4
                t_sum 1.500100002
                t_count 4

                """)
    }

    @Test("sums of histograms are those of their values")
    func sum() {
        var left = Histogram(bounds: [10])
        var right = Histogram(bounds: [10])
        left.record(10)
        right.record(11)
        left.add(right)
        #expect(left.counts == [1, 1] && left.sum == 21 && left.count == 2)
    }

    @Test("the handler asks every source, in order, at its path and nowhere else")
    func handler() async {
        struct Named: MetricsSource {
            let name: String
            func write(to text: inout MetricsText) { text.sample(name, [], 1) }
        }
        let handler = MetricsHandler()
        for name in ["a", "b"] { handler.add(Named(name: name)) }
        let elsewhere = await handler.respond(to: HTTPRequest(method: .get, path: "/metric"))
        #expect(elsewhere?.status == nil)
        let reply = await handler.respond(to: HTTPRequest(method: .get, path: "/metrics"))
        #expect(reply.map { String(decoding: $0.body, as: UTF8.self) } == "a 1\nb 1\n")
    }
}
