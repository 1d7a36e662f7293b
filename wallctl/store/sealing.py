"""The one key of an archive, locked by passphrase, by the room's key, or by both."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets as random
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from wallctl.domain.errors import Refused
from wallctl.ports.secrets import Secrets

# Part of the archive's format: some 64 MiB and a fifth of a second for each guess.
SCRYPT_N, SCRYPT_R, SCRYPT_P = 2**16, 8, 1
KEY_BYTES, SALT_BYTES, NONCE_BYTES = 32, 16, 12
SHORTEST = 8  # characters of a passphrase


class ContentKey:
    """Seals and opens single texts, and vouches for the whole by a MAC."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._box = AESGCM(key)

    @classmethod
    def fresh(cls) -> ContentKey:
        return cls(random.token_bytes(KEY_BYTES))

    def seal(self, clear: str, name: str) -> str:
        """Only opens under the same name."""
        nonce = random.token_bytes(NONCE_BYTES)
        return _text(nonce + self._box.encrypt(nonce, clear.encode(), name.encode()))

    def open(self, sealed: str, name: str) -> str:
        """Raises ValueError where it is not what was sealed under that name."""
        return _unbox(self._box, sealed, name.encode()).decode()

    def mac(self, content: bytes) -> str:
        return hmac.new(self._key, content, hashlib.sha256).hexdigest()

    def locked(self, passphrase: str, room: Secrets | None) -> dict[str, Any]:
        """This key, locked for those who may open the archive."""
        locks: dict[str, Any] = {}
        if passphrase:
            salt, nonce = random.token_bytes(SALT_BYTES), random.token_bytes(NONCE_BYTES)
            box = AESGCM(_derive(passphrase, salt))
            locks["passphrase"] = {
                "salt": _text(salt),
                "key": _text(nonce + box.encrypt(nonce, self._key, None)),
            }
        if room is not None:
            locks["room"] = room.seal(_text(self._key))
        return locks

    @classmethod
    def unlocked(cls, locks: Mapping[str, Any], passphrase: str, room: Secrets) -> ContentKey:
        """The key from its locks: by the passphrase, or where none is given by the room's key.

        Raises Refused: archive_passphrase where it does not fit, archive_passphrase_needed.
        """
        if not passphrase:
            try:
                return cls(_bytes(room.open(str(locks["room"]))))
            except (KeyError, ValueError):
                raise Refused("archive_passphrase_needed") from None
        lock = locks.get("passphrase")
        if not isinstance(lock, dict):
            raise Refused("archive_passphrase", why="sealed with its room's key alone")
        try:
            box = AESGCM(_derive(passphrase, _bytes(str(lock["salt"]))))
            return cls(_unbox(box, str(lock["key"]), None))
        except (KeyError, ValueError):
            raise Refused("archive_passphrase", why="does not fit") from None


def check_passphrase(passphrase: str) -> None:
    """Raises Refused where it is too short to protect anything."""
    if len(passphrase) < SHORTEST:
        raise Refused("passphrase_too_short", shortest=SHORTEST)


def _derive(passphrase: str, salt: bytes) -> bytes:
    kdf = Scrypt(salt=salt, length=KEY_BYTES, n=SCRYPT_N, r=SCRYPT_R, p=SCRYPT_P)
    return kdf.derive(passphrase.encode())


def _unbox(box: AESGCM, sealed: str, name: bytes | None) -> bytes:
    raw = _bytes(sealed)
    try:
        return box.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], name)
    except InvalidTag:
        raise ValueError("does not fit") from None


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
