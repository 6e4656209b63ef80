import Foundation
import Testing
import UsdmGateway

@Suite("The page of the surface")
struct SurfaceDocumentTests {
    /// Renew with `UPDATE_GOLDEN=1 swift test --filter SurfaceDocumentTests`.
    @Test("docs/surfaces/usdm.md says what the tables say")
    func isCurrent() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let file = root.appendingPathComponent("docs/surfaces/usdm.md")
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try UsdmSurface.document.write(to: file, atomically: true, encoding: .utf8)
        }
        let written = try String(contentsOf: file, encoding: .utf8)
        #expect(written == UsdmSurface.document, "renew it with UPDATE_GOLDEN=1")
    }
}
