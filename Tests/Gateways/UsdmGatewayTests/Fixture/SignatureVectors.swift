/// Signatures that OpenSSL made over the payloads of document 001's examples, with keys made for these tests.
///
/// The document prints a signature for its RSA example but not the key, which has 1024 bits by the signature's length. Its
/// Ed25519 example prints no signature at all.
///
///     openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa.pem    (or -algorithm ed25519 -out ed25519.pem)
///     printf %s PAYLOAD | openssl dgst -sha256 -sign rsa.pem | base64 -w0
///     openssl pkeyutl -sign -inkey ed25519.pem -rawin -in PAYLOAD-FILE | base64 -w0
enum SignatureVectors {
    static let rsaPublicKey = """
        -----BEGIN PUBLIC KEY-----
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAllpDocJoz/ho0ArztAij
        CIIfC91EYwoo2kFJh5fOLLguN/nd/2vLERWMtWOswnGrHCGgWs7/uIw5rlGA+rXs
        ZgMtZKB+lpHhSx4uDfMJFrB7fCUJo+LZoSSAZOtXPgr5HVB8YdEt3Dcu4JCtucNw
        kPlww10fH3IF0n0Nokmn8M1NUGtoRvB4JK4jA9eHI9yycpfb+v3M304Q92/xClvD
        odY6Whkxuo/SScJAlfcHSJFhvSHg5FESDcUcux+ka+AfQmK6q3m6C8tikzhQMthU
        waR9m483pOF40z5g/JkCqRckLHejzZuIzlH622wk24Nn4+FtomnN7O6kLf2wFoER
        bQIDAQAB
        -----END PUBLIC KEY-----
        """
    static let rsaPayload =
        "timestamp=1671090801999&recvWindow=9999999&symbol=BTCUSDT&side=SELL&type=MARKET&quantity=1.23"
    static let rsaSignature =
        "QO60vX29/0Q2UvJHX8WTaR/Uk0sKErDAzhA7zOy5pVP9amL/jnw8aam94QbkolBskwMNd/TOYsPLg1DVPoYUg/bXglFpm7/cGFt5"
        + "psslXE2l6D3aQEH8zbCYMyuR8leGtDRXTGD4zQShRwU0zkgcjhGEwvZx6xwBKG/01ygUwXDdmjsp91ME0qezY9xhMC4++NC7iNqK"
        + "v4qXzD8Lpgv5Uu7yl39gVcXDV7lkvcLFw+v6hd0C7C78Y3CSVP8T9tmnCq/sL7xtxOHQEpXuABoqkNs75d9ZWVPYzV2UGhvRO1Wh"
        + "FDwV1KWp+c0ufZ4SVpkVN6LD1sytrSmyh2+3+ccLNg=="

    static let ed25519PublicKey = """
        -----BEGIN PUBLIC KEY-----
        MCowBQYDK2VwAyEASvB0keJtMEST+NyySBHo3UcWRNHzLv85SfTOeV7bXgE=
        -----END PUBLIC KEY-----
        """
    static let ed25519Payload =
        "quantity=1&price=0.2&side=SELL&symbol=BTCUSDT&timeInForce=GTC&timestamp=1668481559918&type=LIMIT"
    static let ed25519Signature =
        "HItWyycr3lOmLA8DK3AjTztDpWcWXkuqPKdp90tJ4mhnpBCNxqsKa5nFAiEJFVJJ+EkIXwpixg4hpLEIYziiCg=="
}
