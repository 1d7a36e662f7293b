"""Passwords at rest: sealed with the room's key, which lies beside the store."""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from wallctl.store.files import write_whole

KEY_BYTES = 32
NONCE_BYTES = 12
_MARK = "w1."  # how a sealed text begins, so that a later way of sealing can be told apart


class KeyFileSecrets:
    """ports.Secrets with a key file (0600), made where there is none.

    Raises ValueError where the file holds no key, OSError where it cannot be read or written.
    """

    def __init__(self, path: Path) -> None:
        if not path.exists() or path.stat().st_size == 0:
            path.parent.mkdir(parents=True, exist_ok=True)
            key = base64.b64encode(secrets.token_bytes(KEY_BYTES))
            write_whole(path, key + b"\n", mode=0o600)
        elif os.name == "posix" and path.stat().st_mode & 0o077:
            path.chmod(0o600)
        try:
            key = base64.b64decode(path.read_bytes().strip(), validate=True)
        except binascii.Error:
            key = b""
        if len(key) != KEY_BYTES:
            raise ValueError(f"{path}: holds no key of ours")
        self._box = AESGCM(key)

    def seal(self, clear: str) -> str:
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = nonce + self._box.encrypt(nonce, clear.encode(), None)
        return _MARK + base64.urlsafe_b64encode(sealed).decode()

    def open(self, sealed: str) -> str:
        """The clear text. Raises ValueError where the key does not fit; it names no content."""
        mark, body = sealed[: len(_MARK)], sealed[len(_MARK) :]
        try:
            raw = base64.b64decode(body if mark == _MARK else "", altchars=b"-_", validate=True)
            return self._box.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], None).decode()
        except (ValueError, InvalidTag):
            raise ValueError("sealed with another key, or damaged") from None
