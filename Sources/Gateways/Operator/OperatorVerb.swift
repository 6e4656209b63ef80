import GatewayKit

/// One verb: how it is called, which fields its body may have, and what it does.
struct OperatorVerb: Sendable {
    typealias Answer = @Sendable (OperatorCall) async throws(OperatorError) -> OperatorReply

    let method: HTTPRequest.Method
    let path: OperatorPath
    /// Of the body, or of the query for `GET`, which has no body. Nil: any.
    let fields: [OperatorField]?
    let answer: Answer

    init(_ method: HTTPRequest.Method, _ path: OperatorPath, fields: [OperatorField]? = [], _ answer: @escaping Answer) {
        self.method = method
        self.path = path
        self.fields = fields
        self.answer = answer
    }

    static let all = clock + accounts + keys + transfers + markets + listings + insurance + inspection + notThereYet
}
