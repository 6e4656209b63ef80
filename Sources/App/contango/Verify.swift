import ArgumentParser
import ContangoApp

struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Replay a journal and compare every digest in it.",
        discussion:
            "Exits with 1 when the journal is not sound, and says which batch is the first that is wrong; with 2 when it is in use."
    )

    @Argument(help: "The data directory.") var directory = "./contango-data"

    func run() throws {
        let verification = JournalVerification.run(directory: directory)
        for line in verification.lines { print(line) }
        switch verification.isSound {
        case true?: return
        case false?: throw ExitCode(1)
        case nil: throw ExitCode(2)
        }
    }
}
