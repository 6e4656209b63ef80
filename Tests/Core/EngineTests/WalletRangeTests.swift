import CommandsAndEvents
import Engine
import Primitives
import Testing

@Suite("The range of wallets")
struct WalletRangeTests {
    /// Whoever can move the mark can make one account win, but never more than the others had.
    @Test("an account wins no more than the losers had, and nothing overflows")
    func winner() {
        let exchange = Exchange(mark: .of("600"))
        let rich = Money(whole: 50_000_000)
        _ = exchange.account("winner", balance: rich)
        #expect(exchange.leverage("winner", 1).isSuccess)
        for round in 0..<3 {
            let loser = "loser\(round)"
            _ = exchange.account(loser, balance: rich)
            #expect(exchange.leverage(loser, 1).isSuccess)
            exchange.pin(.of("556.8"))
            for _ in 0..<8 {
                _ = exchange.place(loser, .sell, "1000", at: "556.8")
                _ = exchange.place("winner", .buy, "1000", at: "556.8")
            }
            exchange.pin(.of("4529764"))
            for _ in 0..<8 {
                _ = exchange.place(loser, .buy, "1000", at: "4529764", reduceOnly: true)
                _ = exchange.place("winner", .sell, "1000", at: "4529764", reduceOnly: true)
            }
            for _ in 0..<20 { exchange.passTime(milliseconds: 10) }
            #expect(exchange.position(loser) == .zero && !exchange.wallet(loser).isNegative)
            _ = exchange.state.positionFigures(of: exchange.account("winner"))
            _ = exchange.state.ledgerFigures(AssetID(0))
        }
        #expect(exchange.wallet("winner") > rich && exchange.wallet("winner") <= Money(whole: 200_000_000))
        #expect(exchange.state.violations() == [])
    }
}

extension Result where Failure == Rejection {
    fileprivate var isSuccess: Bool { if case .success = self { true } else { false } }
}
