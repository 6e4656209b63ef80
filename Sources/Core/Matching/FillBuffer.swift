public import BasicContainers

/// The fills of one or more matches, in order, in memory that is kept from one match to the next.
///
/// `OrderBook.match` appends and never clears. It grows only beyond the most fills it ever held.
public struct FillBuffer: ~Copyable {
    @usableFromInline var fills: UniqueArray<Fill>

    public init(expectedFills: Int = 256) {
        fills = UniqueArray(minimumCapacity: max(1, expectedFills))
    }

    @inlinable public var count: Int { fills.count }
    @inlinable public var isEmpty: Bool { fills.isEmpty }
    @inlinable public subscript(position: Int) -> Fill { fills[position] }
    @inlinable public mutating func append(_ fill: Fill) { fills.append(fill) }
    @inlinable public mutating func removeAll() { fills.removeAll(keepingCapacity: true) }
}
