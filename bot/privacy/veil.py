"""A veil hides who a person is under one key: it makes pseudonyms and hides text. Drop its nonce and it is gone."""

import hmac
from hashlib import sha256

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.privacy.keys import derive

TAG_SIZE = 16  # 128 bits: for 1,000 people a collision has a chance of 1 in 10**33
NONCE_SIZE = 12  # what AES-GCM takes


class Veil:
    """One derived key and what may be done with it. It never shows its key."""

    __slots__ = ("_cipher", "_key")

    def __init__(self, master: bytes, nonce: bytes, purpose: str) -> None:
        self._key = derive(master, nonce, purpose + ":tag")
        self._cipher = AESGCM(derive(master, nonce, purpose + ":text"))

    def tag(self, person: bytes) -> bytes:
        """Make a person's 16-byte pseudonym under this key (HMAC-SHA-256, cut)."""
        return hmac.digest(self._key, person, sha256)[:TAG_SIZE]

    def hide(self, text: str, nonce: bytes) -> bytes:
        """Encrypt a text (AES-256-GCM); ``nonce`` is 12 fresh random bytes and is kept in front of it."""
        return nonce + self._cipher.encrypt(nonce, text.encode(), None)

    def reveal(self, hidden: bytes) -> str:
        """Decrypt what ``hide`` made; raises ``cryptography.exceptions.InvalidTag`` under another key."""
        return self._cipher.decrypt(hidden[:NONCE_SIZE], hidden[NONCE_SIZE:], None).decode()
