"""Keys other than HMAC: made here, registered by their public half."""

import base64
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa

KINDS = ("ED25519", "RSA")


@dataclass
class KeyPair:
    key: str
    pem: str
    private: Any

    @staticmethod
    def registered(operator: Any, account: str, kind: str) -> "KeyPair":
        private = ed25519.Ed25519PrivateKey.generate() if kind == "ED25519" else rsa.generate_private_key(65537, 2048)
        public = private.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        pem = private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        made = operator.call("POST", "/keys", {
            "account": account, "type": kind, "publicKey": public.decode(), "permissions": ["READ", "TRADE"], "ips": []})
        return KeyPair(made["apiKey"], pem.decode(), private)

    def sign(self, text: str) -> str:
        if isinstance(self.private, ed25519.Ed25519PrivateKey):
            return base64.b64encode(self.private.sign(text.encode())).decode()
        return base64.b64encode(self.private.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())).decode()
