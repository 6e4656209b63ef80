/// What is wrong with a world file, and where.
public struct WorldError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Such as `markets[0].price.tick`; empty for the file as a whole.
    public var place: String
    public var problem: String
    /// From 1; nil where the text gives none.
    public var line: Int?

    public init(place: String, problem: String, line: Int? = nil) {
        self.place = place
        self.problem = problem
        self.line = line
    }

    public var description: String {
        var text = "world file"
        if let line { text += ", line \(line)" }
        if !place.isEmpty { text += ", \(place)" }
        return text + ": " + problem
    }
}
