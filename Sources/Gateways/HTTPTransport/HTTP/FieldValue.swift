extension String {
    /// Whether this is a comma-separated list that names the token, which is given in lower case.
    func listsToken(_ token: String) -> Bool {
        lowercased().utf8.split(separator: UInt8(ascii: ",")).contains {
            $0.trimming { $0 == UInt8(ascii: " ") }.elementsEqual(token.utf8)
        }
    }

    /// Without spaces and tabs at either end.
    func trimmingWhitespace() -> String {
        let isWhitespace: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        guard let first = utf8.first, let last = utf8.last, isWhitespace(first) || isWhitespace(last) else { return self }
        return String(self[...].utf8.trimming(isWhitespace)) ?? self
    }
}

extension Substring.UTF8View {
    fileprivate func trimming(_ isDropped: (UInt8) -> Bool) -> Substring.UTF8View {
        var trimmed = drop(while: isDropped)
        while let last = trimmed.last, isDropped(last) { trimmed.removeLast() }
        return trimmed
    }
}
