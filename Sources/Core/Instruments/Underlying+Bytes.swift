public import Primitives

/// The binary form of an underlying in snapshots and journals.
extension Underlying {
    public func encode(into writer: inout ByteWriter) {
        writer.write(name)
        switch composition {
        case .venues(let venues):
            writer.write(UInt8(0))
            writer.write(UInt8(venues.count))
            for venue in venues {
                writer.write(venue.name)
                writer.write(venue.symbol)
                writer.write(venue.weight)
            }
        case .basket(let components):
            writer.write(UInt8(1))
            writer.write(UInt8(components.count))
            for component in components {
                writer.write(component.underlying)
                writer.write(component.baseAsset)
                writer.write(component.quoteAsset)
                writer.write(component.weight)
            }
        }
    }

    public init(from reader: inout ByteReader) throws(MalformedBytes) {
        let name = try reader.read(String.self)
        let kind = try reader.read(UInt8.self)
        let count = try reader.read(UInt8.self)
        switch kind {
        case 0:
            var venues: [Venue] = []
            for _ in 0..<count {
                venues.append(
                    Venue(name: try reader.read(String.self), symbol: try reader.read(String.self), weight: try reader.read()))
            }
            self.init(name: name, composition: .venues(venues))
        case 1:
            var components: [Component] = []
            for _ in 0..<count {
                components.append(
                    Component(
                        underlying: try reader.read(String.self), baseAsset: try reader.read(String.self),
                        quoteAsset: try reader.read(String.self), weight: try reader.read()))
            }
            self.init(name: name, composition: .basket(components))
        default: throw MalformedBytes("unknown kind of underlying")
        }
    }
}
