"""Opened secrets, kept as long as the engine lives: every plan needs them again."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

from wallctl.domain.entities import Source
from wallctl.ports.secrets import Secrets

log = logging.getLogger(__name__)

KEPT = 20_000
FAULT = "secret_unreadable"


class Strongbox:
    def __init__(self, secrets: Secrets, fault: Callable[[str, bool], None]) -> None:
        self._secrets = secrets
        self._fault = fault
        self._opened: dict[str, str] = {}
        self._unreadable: set[str] = set()

    def open(self, sealed: str) -> str:
        """The clear text; empty, and a fault, where the key does not fit."""
        known = self._opened.get(sealed)
        if known is not None:
            return known
        try:
            clear = self._secrets.open(sealed)
        except ValueError:
            log.warning("a password cannot be opened with this room's key: it must be typed again")
            self._unreadable.add(sealed)
            self._fault(FAULT, True)
            clear = ""
        if len(self._opened) >= KEPT:
            self._opened.clear()
        self._opened[sealed] = clear
        return clear

    def look_again(self, sources: Iterable[Source]) -> None:
        """Ends the fault once no source needs what could not be opened."""
        if self._unreadable and not any(s.secret in self._unreadable for s in sources):
            self._unreadable.clear()
            self._fault(FAULT, False)
