"""The tokens that were handed out for a room, kept as hashes in its data folder."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import secrets
from dataclasses import dataclass
from pathlib import Path

log = logging.getLogger(__name__)

FILE = "tokens.json"


@dataclass(frozen=True, slots=True)
class Held:
    """One token's hash and whom it was handed out to. One marked `duty` lets in nobody: with it
    a duty console on another machine may sign in for an emergency."""

    name: str
    hash: str
    duty: bool = False


class Tokens:
    """A token is 256 random bits, so a plain SHA-256 of it tells nobody anything. The file is
    read again when it changed: a token added or removed holds at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp = (0, 0)
        self._held: dict[str, Held] = {}

    def add(self, name: str, *, duty: bool = False) -> str:
        """A fresh token for a name, which loses its older one. It is shown this once."""
        token = secrets.token_urlsafe(32)
        self._write(self._read() | {name: Held(name, _hash(token), duty)})
        return token

    def remove(self, name: str) -> bool:
        held = self._read()
        if name not in held:
            return False
        self._write({k: v for k, v in held.items() if k != name})
        return True

    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self._read()))

    def owner(self, token: str) -> Held | None:
        """Whom a token was handed out to; None for one that is none of ours."""
        self._refresh()
        asked, found = _hash(token), None
        for kept in self._held.values():
            if hmac.compare_digest(kept.hash, asked):
                found = kept
        return found if token else None

    def _refresh(self) -> None:
        try:
            stat = self._path.stat()
        except FileNotFoundError:
            self._stamp, self._held = (0, 0), {}
            return
        stamp = (stat.st_mtime_ns, stat.st_size)
        if stamp != self._stamp:
            try:
                self._held = self._read()
            except ValueError:
                log.exception("%s is damaged: no token of it is good", self._path.name)
                self._held = {}
            self._stamp = stamp

    def _read(self) -> dict[str, Held]:
        try:
            held = json.loads(self._path.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        return {str(name): _held(str(name), one) for name, one in held.items()}

    def _write(self, held: dict[str, Held]) -> None:
        hashes = {
            one.name: {"hash": one.hash, "duty": True} if one.duty else one.hash
            for one in held.values()
        }
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(hashes, ensure_ascii=False, indent=1), "utf-8")
        fresh.replace(self._path)


def _held(name: str, told: object) -> Held:
    if isinstance(told, dict):
        return Held(name, str(told.get("hash", "")), bool(told.get("duty", False)))
    return Held(name, str(told))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
