"""The tokens that were handed out for a room, kept as hashes in its data folder."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from pathlib import Path

FILE = "tokens.json"


class Tokens:
    """A token is 256 random bits, so a plain SHA-256 of it tells nobody anything. The file is
    read again when it changed: a token added or removed holds at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp = (0, 0)
        self._hashes: dict[str, str] = {}

    def add(self, name: str) -> str:
        """A fresh token for a name, which loses its older one. It is shown this once."""
        token = secrets.token_urlsafe(32)
        self._write(self._read() | {name: _hash(token)})
        return token

    def remove(self, name: str) -> bool:
        held = self._read()
        if name not in held:
            return False
        self._write({k: v for k, v in held.items() if k != name})
        return True

    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self._read()))

    def owner(self, token: str) -> str:
        """The name a token was handed out to, "" for one that is none of ours."""
        self._refresh()
        asked, found = _hash(token), ""
        for name, kept in self._hashes.items():
            if hmac.compare_digest(kept, asked):
                found = name
        return found if token else ""

    def _refresh(self) -> None:
        try:
            stat = self._path.stat()
        except FileNotFoundError:
            self._stamp, self._hashes = (0, 0), {}
            return
        stamp = (stat.st_mtime_ns, stat.st_size)
        if stamp != self._stamp:
            self._hashes, self._stamp = self._read(), stamp

    def _read(self) -> dict[str, str]:
        try:
            held = json.loads(self._path.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        return {str(k): str(v) for k, v in held.items()}

    def _write(self, hashes: dict[str, str]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(hashes, ensure_ascii=False, indent=1), "utf-8")
        fresh.replace(self._path)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
