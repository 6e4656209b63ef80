import Crypto
import Foundation
import HTTPTransport
import Logging
import SwiftASN1
import X509

/// A certificate authority for this exchange alone, so that clients that insist on TLS can verify whom they speak to.
///
/// `ca.pem` is what clients trust, `server.pem` and `server-key.pem` are what the exchange shows. The authority's own key is
/// thrown away after its one signature: nobody can make further certificates that those clients would trust. The three are
/// made anew when they do not name the host, or end within a month.
struct LocalAuthority {
    static let authorityFile = "ca.pem"
    private static let certificateFile = "server.pem"
    private static let keyFile = "server-key.pem"

    private static let day: TimeInterval = 86_400
    /// Clients on Apple's systems take none that is valid for more than 825 days.
    private static let validity = 820 * day
    private static let renewal = 30 * day

    let directory: URL
    let host: String
    let logger: Logger

    init(directory: String, host: String, logger: Logger) {
        self.directory = URL(fileURLWithPath: directory, isDirectory: true)
        self.host = host
        self.logger = logger
    }

    /// The identity that is there, or a new one.
    func identity(at now: Date = Date()) throws -> HTTPServer.TLSIdentity {
        if !isUsable(at: now) { try make(at: now) }
        return HTTPServer.TLSIdentity(certificateFile: path(Self.certificateFile), keyFile: path(Self.keyFile))
    }

    private func isUsable(at now: Date) -> Bool {
        guard let pem = try? String(contentsOfFile: path(Self.certificateFile), encoding: .utf8),
            let certificate = try? Certificate(pemEncoded: pem),
            let names = try? certificate.extensions.subjectAlternativeNames
        else { return false }
        return names.contains(name(host)) && certificate.notValidAfter > now.addingTimeInterval(Self.renewal)
            && [Self.authorityFile, Self.keyFile].allSatisfy { FileManager.default.fileExists(atPath: path($0)) }
    }

    private func make(at now: Date) throws {
        let authorityKey = P256.Signing.PrivateKey()
        let serverKey = P256.Signing.PrivateKey()
        let authority = try DistinguishedName {
            OrganizationName("Contango")
            CommonName("Contango local authority")
        }
        let root = try certificate(of: authority, authorityKey.publicKey, by: authority, authorityKey, at: now) {
            Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
            Critical(KeyUsage(keyCertSign: true, cRLSign: true))
            SubjectKeyIdentifier(hash: Certificate.PublicKey(authorityKey.publicKey))
        }
        let server = try certificate(
            of: try DistinguishedName { CommonName("Contango") }, serverKey.publicKey, by: authority, authorityKey, at: now
        ) {
            Critical(BasicConstraints.notCertificateAuthority)
            Critical(KeyUsage(digitalSignature: true))
            try ExtendedKeyUsage([.serverAuth])
            SubjectAlternativeNames(names)
            SubjectKeyIdentifier(hash: Certificate.PublicKey(serverKey.publicKey))
            AuthorityKeyIdentifier(
                keyIdentifier: SubjectKeyIdentifier(hash: Certificate.PublicKey(authorityKey.publicKey)).keyIdentifier)
        }
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try write(serverKey.pemRepresentation, to: Self.keyFile, mode: 0o600)
        try write(root.serializeAsPEM().pemString, to: Self.authorityFile, mode: 0o644)
        // Last, because it is what `isUsable` reads.
        try write(server.serializeAsPEM().pemString, to: Self.certificateFile, mode: 0o644)
        logger.notice("a local certificate authority was made", metadata: ["trust": "\(path(Self.authorityFile))"])
    }

    private func certificate(
        of subject: DistinguishedName, _ key: P256.Signing.PublicKey, by issuer: DistinguishedName,
        _ issuerKey: P256.Signing.PrivateKey, at now: Date,
        @ExtensionsBuilder _ extensions: () throws -> Result<Certificate.Extensions, any Error>
    ) throws -> Certificate {
        try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: Certificate.PublicKey(key),
            notValidBefore: now.addingTimeInterval(-Self.day), notValidAfter: now.addingTimeInterval(Self.validity),
            issuer: issuer, subject: subject, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions(builder: extensions), issuerPrivateKey: Certificate.PrivateKey(issuerKey))
    }

    /// This machine's loopback names, and what the exchange was told to bind.
    private var names: [GeneralName] {
        let names = ["localhost", "127.0.0.1", "::1"].map(name)
        return names.contains(name(host)) ? names : names + [name(host)]
    }

    private func name(_ host: String) -> GeneralName {
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, host, &four) == 1 { return .ipAddress(octets(of: four)) }
        if inet_pton(AF_INET6, host, &six) == 1 { return .ipAddress(octets(of: six)) }
        return .dnsName(host)
    }

    private func octets<Address>(of address: Address) -> ASN1OctetString {
        withUnsafeBytes(of: address) { ASN1OctetString(contentBytes: Array($0)[...]) }
    }

    private func path(_ file: String) -> String { directory.appendingPathComponent(file).path }

    /// The mode is the file's from its first byte on.
    private func write(_ text: String, to file: String, mode: mode_t) throws {
        unlink(path(file))
        let descriptor = open(path(file), O_WRONLY | O_CREAT | O_EXCL, mode)
        guard descriptor >= 0 else { throw CannotWrite(path: path(file)) }
        try FileHandle(fileDescriptor: descriptor, closeOnDealloc: true).write(contentsOf: Data(text.utf8))
    }

    struct CannotWrite: Error, CustomStringConvertible {
        let path: String
        var description: String { "cannot write \(path)" }
    }
}
