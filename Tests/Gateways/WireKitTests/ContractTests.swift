import Testing
import WireKit

@Suite("Contracts")
struct ContractTests {
    @Test("a weight by limit is that of the first step that reaches it")
    func byLimit() {
        let weight = Contract.Weight.byLimit(
            name: "limit", fallback: 500,
            steps: [
                .init(upTo: 50, weight: 2), .init(upTo: 100, weight: 5), .init(upTo: 500, weight: 10),
                .init(upTo: 1_000, weight: 20),
            ])
        let rows: [(limit: String?, weight: Int)] = [
            (nil, 10), ("5", 2), ("50", 2), ("51", 5), ("100", 5), ("500", 10), ("501", 20), ("1000", 20), ("99999", 20),
            ("many", 10),
        ]
        for row in rows {
            let parameters = FormParameters(row.limit.map { [("limit", $0)] } ?? [])
            #expect(weight.of(parameters) == row.weight, "\(row)")
        }
    }

    @Test("a weight by symbol is smaller for one symbol than for all")
    func bySymbol() {
        let weight = Contract.Weight.bySymbol(with: 1, without: 40)
        #expect(weight.of(FormParameters([("symbol", "BTCUSDT")])) == 1)
        #expect(weight.of(FormParameters()) == 40)
    }

    @Test("only calls that speak for an account are signed")
    func access() {
        #expect(!Contract.Access.none.needsKey)
        #expect(Contract.Access.marketData.needsKey && !Contract.Access.marketData.needsSignature)
        #expect(Contract.Access.userStream.needsKey && !Contract.Access.userStream.needsSignature)
        #expect(Contract.Access.userData.needsKey && Contract.Access.userData.needsSignature)
        #expect(Contract.Access.trade.needsKey && Contract.Access.trade.needsSignature)
    }
}
