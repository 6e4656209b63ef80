import GatewayKit

/// The frames that wait for one reader, and how many bytes they are together with those being written.
///
/// A reader that keeps up gets every frame. Behind one that lags, a frame takes the place of the waiting one with the same
/// subject, until nothing waits any more.
struct SendQueue {
    enum Action: Equatable {
        case nothing
        /// The first frame since the last flush: a flush has to be scheduled.
        case scheduleFlush
        /// The reader is too slow. The queue is empty and takes no more.
        case overflow
    }

    /// Bytes handed to the channel at once. What waits longer is shared with other readers, what is handed over is not.
    static let takenBytesMax = 256 << 10

    private let bytesMax: Int
    private let laggingBytesMin: Int
    private var frames: [Frame] = []
    /// Frames taken since the queue was empty: the first that waits is the one of this number.
    private var taken = 0
    /// By subject, the number of the last frame that came; only while the reader lags. Some may be gone already.
    private var latest: [Frame.Subject: Int] = [:]
    private var isLagging = false
    private(set) var waitingBytes = 0
    private(set) var inFlightBytes = 0
    /// Frames that gave their place to a later one.
    private(set) var superseded = 0
    private var isFlushScheduled = false
    private var isFinished = false

    init(bytesMax: Int, laggingBytesMin: Int) {
        self.bytesMax = bytesMax
        self.laggingBytesMin = laggingBytesMin
    }

    var isEmpty: Bool { frames.isEmpty }

    mutating func append(_ frame: Frame) -> Action {
        guard !isFinished else { return .nothing }
        if !isLagging, waitingBytes > laggingBytesMin { beginLagging() }
        if isLagging, let subject = frame.subject, supersede(frame, subject) { return scheduleOnce() }
        guard waitingBytes + inFlightBytes + frame.bytes.count <= bytesMax else {
            _ = finish()
            return .overflow
        }
        if isLagging, let subject = frame.subject { latest[subject] = taken + frames.count }
        frames.append(frame)
        waitingBytes += frame.bytes.count
        return scheduleOnce()
    }

    private mutating func scheduleOnce() -> Action {
        guard !isFlushScheduled else { return .nothing }
        isFlushScheduled = true
        return .scheduleFlush
    }

    private mutating func beginLagging() {
        isLagging = true
        for (index, frame) in frames.enumerated() {
            if let subject = frame.subject { latest[subject] = taken + index }
        }
    }

    /// False when no frame of the subject waits, or the later one is so much longer that it does not fit.
    private mutating func supersede(_ frame: Frame, _ subject: Frame.Subject) -> Bool {
        guard let number = latest[subject], number >= taken else { return false }
        let growth = frame.bytes.count - frames[number - taken].bytes.count
        guard waitingBytes + inFlightBytes + growth <= bytesMax else { return false }
        frames[number - taken] = frame
        waitingBytes += growth
        superseded += 1
        return true
    }

    /// The scheduled flush runs. When the channel cannot take bytes now, the frames stay until it can.
    mutating func take(isWritable: Bool) -> [Frame] {
        isFlushScheduled = false
        guard isWritable else { return [] }
        return takeSome()
    }

    /// What is left to send; nothing is taken after this.
    mutating func finish() -> [Frame] {
        isFinished = true
        let rest = frames
        hand(over: waitingBytes, frames.count)
        return rest
    }

    mutating func written(bytes: Int) {
        inFlightBytes -= bytes
    }

    /// At least one frame; more as long as they fit together.
    private mutating func takeSome() -> [Frame] {
        guard waitingBytes > Self.takenBytesMax else {
            let all = frames
            hand(over: waitingBytes, frames.count)
            return all
        }
        var bytes = 0
        var count = 0
        while count < frames.count, count == 0 || bytes + frames[count].bytes.count <= Self.takenBytesMax {
            bytes += frames[count].bytes.count
            count += 1
        }
        let some = Array(frames.prefix(count))
        hand(over: bytes, count)
        return some
    }

    private mutating func hand(over bytes: Int, _ count: Int) {
        waitingBytes -= bytes
        inFlightBytes += bytes
        guard count < frames.count else {
            frames = []
            taken = 0
            isLagging = false
            latest = [:]
            return
        }
        frames.removeFirst(count)
        taken += count
    }
}
