import Primitives

/// A batch as a row of the journal, with what protects it. Frozen with format 1.
struct BatchRecordV1 {
    static let format: Int64 = 1

    /// Counted from 1, never reused: what an error names.
    var number: Int64
    var batch: JournalBatch
    var checksum: UInt32
    var chain: Digest

    /// What the first batch of a journal is chained to.
    static let genesis = Digest(of: Array("contango journal 1".utf8))

    /// Seals a batch: checksum over all of it, chain over the batch before and all of it.
    init(number: Int64, batch: JournalBatch, after previous: Digest) {
        self.number = number
        self.batch = batch
        let header = Self.header(number: number, batch: batch)
        checksum = Self.checksum(header: header, payload: batch.payload)
        chain = Self.chain(after: previous, header: header, payload: batch.payload)
    }

    /// A row as it was found.
    init(number: Int64, batch: JournalBatch, checksum: UInt32, chain: Digest) {
        self.number = number
        self.batch = batch
        self.checksum = checksum
        self.chain = chain
    }

    /// What is wrong with a row that was found, given the rows before it.
    func damage(after previous: Digest) -> String? {
        let header = Self.header(number: number, batch: batch)
        if Self.checksum(header: header, payload: batch.payload) != checksum { return "its checksum does not match" }
        if Self.chain(after: previous, header: header, payload: batch.payload) != chain {
            return "it does not continue the batch before it (hash chain)"
        }
        return nil
    }

    private static func header(number: Int64, batch: JournalBatch) -> [UInt8] {
        var writer = ByteWriter(reservingCapacity: 64)
        writer.write(format)
        writer.write(number)
        writer.write(batch.firstSequence.value)
        writer.write(Int64(batch.count))
        writer.write(batch.time.milliseconds)
        writer.write(batch.digest != nil)
        writer.write(batch.digest?.high ?? 0)
        writer.write(batch.digest?.low ?? 0)
        return writer.bytes
    }

    private static func checksum(header: [UInt8], payload: [UInt8]) -> UInt32 {
        var crc = CRC32C()
        crc.update(header)
        crc.update(payload)
        return crc.value
    }

    private static func chain(after previous: Digest, header: [UInt8], payload: [UInt8]) -> Digest {
        let content = Digest(of: payload)
        var link = ByteWriter(reservingCapacity: 96)
        link.write(previous)
        link.append(contentsOf: header)
        link.write(content)
        return Digest(of: link.bytes)
    }
}

extension ByteWriter {
    mutating func write(_ digest: Digest) {
        write(digest.high)
        write(digest.low)
    }
}

extension ByteReader {
    mutating func readDigest() throws(MalformedBytes) -> Digest {
        Digest(high: try read(UInt64.self), low: try read(UInt64.self))
    }
}
