extension OperatorVerb {
    /// Verbs of the documented API that this exchange cannot carry out yet. They say so, rather than seem mistyped.
    static let notThereYet = [
        OperatorVerb(.put, "/accounts/{name}/withdrawals/{id}", fields: nil, refusing("deciding a withdrawal"))
    ]

    private static func refusing(_ what: String) -> Answer {
        { (_) async throws(OperatorError) -> OperatorReply in throw .notThereYet(what) }
    }
}
