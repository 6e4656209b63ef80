import CommandsAndEvents
import ExchangePorts
import Instruments
import Primitives
import WireKit

extension OperatorVerb {
    static let listings = [
        OperatorVerb(.post, "/markets", fields: nil, listMarket),
        OperatorVerb(.delete, "/markets/{market}", delistMarket),
    ]

    /// The body is an instrument as in a world file.
    private static func listMarket(_ call: OperatorCall) async throws(OperatorError) -> OperatorReply {
        let instrument: Instrument
        do throws(UnreadableInstrument) {
            instrument = try call.services.readInstrument(call.body.text)
        } catch {
            throw .impossible(error.reason)
        }
        try await requireListable(instrument, call)
        let (receipt, sequence) = try await call.submit(.listInstrument(instrument))
        guard case .instrument(let id) = receipt else { preconditionFailure("a listed instrument is answered with its id") }
        return OperatorReply {
            $0.field("market", "usdm:" + instrument.symbol)
            $0.field("id", id.index)
            $0.field("sequence", sequence.value)
        }
    }

    /// What the exchange would refuse is refused before it comes to the journal.
    private static func requireListable(_ instrument: Instrument, _ call: OperatorCall) async throws(OperatorError) {
        guard instrument.symbol.utf8.allSatisfy(isLegalInSymbol) else {
            throw .impossible("'symbol' may have capital letters, digits, and _")
        }
        let asset = instrument.contract.marginAsset
        if call.names.asset(asset) == nil { throw .unknown("there is no asset '\(OperatorError.shortened(asset))'") }
        if let delivery = instrument.deliveryDate, delivery <= call.services.exchange.now {
            throw .impossible("the market would be delivered before it is listed")
        }
        guard let known = call.names.instrument(instrument.symbol) else { return }
        if try await !call.isClosed(known) { throw OperatorError(.duplicateInstrument) }
    }

    /// Symbols stand in paths, and in lower case in the names of streams.
    private static func isLegalInSymbol(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
        default: false
        }
    }

    private static func delistMarket(_ call: OperatorCall) async throws(OperatorError) -> OperatorReply {
        let sequence = try await call.submit(.delist(try await call.openMarket())).sequence
        return OperatorReply { $0.field("sequence", sequence.value) }
    }
}
