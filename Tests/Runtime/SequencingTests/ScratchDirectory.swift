import Foundation

/// A directory of its own that goes with the test.
final class ScratchDirectory {
    let path = NSTemporaryDirectory() + "contango-sequencing-" + UUID().uuidString
    deinit { try? FileManager.default.removeItem(atPath: path) }
}
