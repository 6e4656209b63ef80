import GatewayKit

/// The frames that wait for one reader, and how many bytes they are together with those being written.
struct SendQueue {
    enum Action: Equatable {
        case nothing
        /// The first frame since the last flush: a flush has to be scheduled.
        case scheduleFlush
        /// The reader is too slow. The queue is empty and takes no more.
        case overflow
    }

    private let bytesMax: Int
    private var frames: [Frame] = []
    private(set) var waitingBytes = 0
    private(set) var inFlightBytes = 0
    private var isFlushScheduled = false
    private var isFinished = false

    init(bytesMax: Int) {
        self.bytesMax = bytesMax
    }

    mutating func append(_ frame: Frame) -> Action {
        guard !isFinished else { return .nothing }
        guard waitingBytes + inFlightBytes + frame.bytes.count <= bytesMax else {
            _ = finish()
            return .overflow
        }
        frames.append(frame)
        waitingBytes += frame.bytes.count
        guard !isFlushScheduled else { return .nothing }
        isFlushScheduled = true
        return .scheduleFlush
    }

    /// The scheduled flush runs. When the channel cannot take bytes now, the frames stay until it can.
    mutating func take(isWritable: Bool) -> [Frame] {
        isFlushScheduled = false
        guard isWritable else { return [] }
        return takeAll()
    }

    /// What is left to send; nothing is taken after this.
    mutating func finish() -> [Frame] {
        isFinished = true
        return takeAll()
    }

    mutating func written(bytes: Int) {
        inFlightBytes -= bytes
    }

    private mutating func takeAll() -> [Frame] {
        defer { frames = [] }
        inFlightBytes += waitingBytes
        waitingBytes = 0
        return frames
    }
}
