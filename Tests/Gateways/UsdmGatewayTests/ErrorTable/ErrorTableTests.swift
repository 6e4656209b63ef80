import Foundation
import Testing
import UsdmGateway

/// What `docs/surfaces/usdm.md` says of the error codes of document 001.
@Suite("The error codes")
struct ErrorTableTests {
    private static let entries = UsdmErrorTable.entries + UsdmErrorTable.later
    private static let answered = entries.filter { if case .answered = $0.fate { true } else { false } }.map(\.code)

    @Test("the table has the 195 codes of the document, each once, from the general to the special")
    func completeness() {
        let codes = UsdmErrorTable.entries.map(\.code)
        #expect(codes.count == 195)
        #expect(codes == Set(codes).sorted(by: >))
        #expect(Set(codes).isDisjoint(with: UsdmErrorTable.later.map(\.code)))
    }

    @Test("every code that is said to be answered is provoked here, and no other")
    func provocations() {
        #expect(Set(Provocation.all.map(\.code)) == Set(Self.answered))
    }

    @Test("a provocation is answered with its code", arguments: Provocation.all.indices)
    func provocation(index: Int) async throws {
        let provocation = Provocation.all[index]
        let answer = try await provocation.answer()
        #expect(answer.code == provocation.code, "\(answer.message ?? "no message")")
        #expect(answer.message?.isEmpty == false)
        #expect((400..<600).contains(answer.status))
    }
}
