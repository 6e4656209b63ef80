import GatewayKit
import Testing

@Suite("Addresses and networks")
struct AddressBlockTests {
    @Test(
        "each is written in one way",
        arguments: [
            ("127.0.0.1", "127.0.0.1"), ("10.1.2.3/8", "10.0.0.0/8"), ("10.1.2.3/32", "10.1.2.3"), ("0.0.0.0/0", "0.0.0.0/0"),
            ("192.168.77.200/29", "192.168.77.200/29"), ("192.168.77.207/29", "192.168.77.200/29"),
            ("0:0:0:0:0:0:0:1", "::1"), ("2001:DB8::9/32", "2001:db8::/32"), ("::ffff:10.0.0.7", "10.0.0.7"),
        ])
    func canonical(text: String, written: String) { #expect(AddressBlock(text)?.description == written) }

    @Test(
        "what is neither address nor network is refused",
        arguments: [
            "", "/8", "here", "10.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8/8", "::1/129",
            "10.0.0.1 ",
            "10.0.0.1\0", "10.0.0.0/x",
        ])
    func malformed(_ text: String) { #expect(AddressBlock(text) == nil) }

    @Test(
        "a network holds what shares its prefix",
        arguments: [
            ("10.0.0.0/8", "10.255.255.255", true), ("10.0.0.0/8", "11.0.0.0", false), ("10.0.0.7", "10.0.0.7", true),
            ("10.0.0.7", "10.0.0.6", false), ("192.168.1.128/25", "192.168.1.127", false),
            ("192.168.1.128/25", "192.168.1.128", true),
            ("0.0.0.0/0", "203.0.113.9", true), ("0.0.0.0/0", "::1", false), ("2001:db8::/33", "2001:db8:7fff::1", true),
            ("2001:db8::/33", "2001:db8:8000::1", false), ("127.0.0.0/8", "::ffff:127.0.0.1", true), ("10.0.0.0/8", "unix", false),
        ])
    func contains(block: String, address: String, expected: Bool) throws {
        #expect(try #require(AddressBlock(block)).contains(address) == expected)
    }
}
