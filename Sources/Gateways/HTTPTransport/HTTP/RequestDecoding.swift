import NIOCore
import NIOHTTP1

typealias RequestDecodingHandler = ByteToMessageHandler<HTTPRequestDecoder>

extension HTTPServer.Limits {
    /// NIO's decoder, which keeps no more bytes than these limits let it. What a complete head may hold is told apart
    /// more finely by `RequestHead`.
    func makeRequestDecoder() -> RequestDecodingHandler {
        var configuration = NIOHTTPDecoderLimitConfiguration()
        // The decoder measures the target like a field's name or value.
        let longestTarget = max(targetBytesMax, socketTargetBytesMax)
        configuration.maxHeaderFieldSize = max(longestTarget, headerBytesMax)
        configuration.maxHeaderListSize = longestTarget + headerBytesMax
        configuration.maxHeaderFieldCount = headerFieldsMax
        // Blanks around a value are in none of these counts, nor is what one read holds after an upgrade.
        return ByteToMessageHandler(
            HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes, limitConfiguration: configuration),
            maximumBufferSize: longestTarget + headerBytesMax + readBytesMax)
    }

    /// One read takes at most `pipelinedBytesMax`, in the sizes that NIO's allocator deals in.
    var readAllocator: AdaptiveRecvByteBufferAllocator {
        AdaptiveRecvByteBufferAllocator(minimum: Self.readBytesMin, initial: min(2048, readBytesMax), maximum: readBytesMax)
    }

    private var readBytesMax: Int { max(pipelinedBytesMax, Self.readBytesMin) }
    private static let readBytesMin = 64
}

extension RequestError {
    init(_ error: HTTPParserError) {
        switch error {
        case .headerOverflow: self = .headerTooLarge
        case .invalidVersion: self = .versionUnsupported
        default: self = .malformed
        }
    }
}
