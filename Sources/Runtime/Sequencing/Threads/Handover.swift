/// Carries something that cannot be copied to the one thread that is to own it.
///
/// `@unchecked Sendable`: it is put in before the thread starts and taken out once, by that thread.
final class Handover<Value: ~Copyable>: @unchecked Sendable {
    private var value: Value?

    init(_ value: consuming Value) { self.value = consume value }

    func take() -> Value {
        guard let taken = value.take() else { preconditionFailure("only one thread takes it, once") }
        return taken
    }
}
