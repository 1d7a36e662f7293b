"""Sealing that a test can read."""

from __future__ import annotations


class FakeSecrets:
    """The Secrets port; `key` tells one room's seals from another's."""

    def __init__(self, key: str = "k") -> None:
        self._mark = f"sealed:{key}:"

    def seal(self, clear: str) -> str:
        return self._mark + clear[::-1]

    def open(self, sealed: str) -> str:
        if not sealed.startswith(self._mark):
            raise ValueError("the key does not fit")
        return sealed[len(self._mark) :][::-1]
