"""Sealing of passwords at rest."""

from __future__ import annotations

from typing import Protocol


class Secrets(Protocol):
    def seal(self, clear: str) -> str:
        """An opaque text that only this room's key opens."""
        ...

    def open(self, sealed: str) -> str:
        """The clear text. Raises ValueError where the key does not fit."""
        ...
