import ArgumentParser

@main
struct Contango: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contango", abstract: "A derivatives exchange that anyone can run.", version: "0.1.0",
        subcommands: [Serve.self, Verify.self, Keys.self, Operator.self], defaultSubcommand: Serve.self)
}
