import WireKit

/// The path of a verb below the root: `/keys/{apiKey}` takes any one segment for the part in braces.
struct OperatorPath: Sendable, ExpressibleByStringLiteral {
    private enum Segment: Sendable {
        case literal(String)
        case value(String)
    }

    private let segments: [Segment]

    init(stringLiteral text: StaticString) {
        segments = text.description.split(separator: "/").map { segment in
            segment.first == "{" ? .value(String(segment.dropFirst().dropLast())) : .literal(String(segment))
        }
    }

    /// The values of the parts in braces, percent-decoded; nil when this is another path.
    func values(in path: Substring) -> [String: String]? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        guard parts.count == segments.count else { return nil }
        var values: [String: String] = [:]
        for (segment, part) in zip(segments, parts) {
            switch segment {
            case .literal(let text):
                if part != text { return nil }
            case .value(let name):
                guard let bytes = try? percentDecoded(Array(part.utf8)[...]), !bytes.isEmpty,
                    let text = String(validating: bytes, as: UTF8.self)
                else { return nil }
                values[name] = text
            }
        }
        return values
    }
}
