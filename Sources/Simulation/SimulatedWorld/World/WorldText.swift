import Primitives
import Yams

/// A place in a world file: reads what stands there and, when it is wrong, says where it stands.
struct WorldText {
    let path: String
    private let node: Node

    /// The whole of a text.
    init(_ text: String) throws(WorldError) {
        do {
            guard let root = try Yams.compose(yaml: text) else { throw WorldError(place: "", problem: "is empty") }
            self.init(path: "", node: root)
        } catch let error as WorldError {
            throw error
        } catch let error as YamlError {
            throw WorldError(place: "", problem: "is no YAML: \(error)")
        } catch {
            throw WorldError(place: "", problem: "is no YAML: \(error)")
        }
    }

    private init(path: String, node: Node) {
        self.path = path
        self.node = node
    }

    func error(_ problem: String) -> WorldError { WorldError(place: path, problem: problem, line: node.mark?.line) }

    // MARK: Mappings

    /// Refuses keys that nothing reads, so that a misspelt one is noticed.
    func onlyKeys(_ known: String...) throws(WorldError) {
        guard let mapping = node.mapping else { throw error("must be a mapping with \(known.joined(separator: ", "))") }
        for (key, _) in mapping {
            let name = key.string ?? ""
            if !known.contains(name) { throw error("does not know '\(name)'; it may have \(known.joined(separator: ", "))") }
        }
    }

    func optional(_ key: String) throws(WorldError) -> WorldText? {
        guard let mapping = node.mapping else { throw error("must be a mapping") }
        guard let child = mapping[Node(key)] else { return nil }
        return WorldText(path: path.isEmpty ? key : "\(path).\(key)", node: child)
    }

    func required(_ key: String) throws(WorldError) -> WorldText {
        guard let child = try optional(key) else { throw error("lacks '\(key)'") }
        return child
    }

    // MARK: Lists

    /// At most this many entries in any list of a world file.
    static let entriesMax = 1_000

    func entries() throws(WorldError) -> [WorldText] {
        guard let sequence = node.sequence else { throw error("must be a list") }
        if sequence.count > Self.entriesMax { throw error("has more than \(Self.entriesMax) entries") }
        return sequence.enumerated().map { WorldText(path: "\(path)[\($0.offset)]", node: $0.element) }
    }

    func texts() throws(WorldError) -> [String] {
        var texts: [String] = []
        for entry in try entries() { texts.append(try entry.text()) }
        return texts
    }

    // MARK: Scalars

    func text() throws(WorldError) -> String {
        guard let text = node.scalar?.string, !text.isEmpty else { throw error("must be a text") }
        return text
    }

    func integer(in range: ClosedRange<Int64>) throws(WorldError) -> Int64 {
        guard let text = node.scalar?.string, let value = Int64(text), range.contains(value) else {
            throw error("must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    func boolean() throws(WorldError) -> Bool {
        switch node.scalar?.string {
        case "true": return true
        case "false": return false
        default: throw error("must be true or false")
        }
    }

    func decimal<Number: FixedPoint>(in range: ClosedRange<Number>) throws(WorldError) -> Number {
        guard let text = node.scalar?.string, let value = try? Number(text), range.contains(value) else {
            throw error("must be a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }
}
