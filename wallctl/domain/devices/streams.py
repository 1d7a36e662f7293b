"""Streams that a device says it has: in its information, as `stream.NAME` -> address."""

from __future__ import annotations

STREAM = "stream."


def streams(info: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Name and address of each; addresses are without passwords."""
    return tuple((key.removeprefix(STREAM), told) for key, told in info if key.startswith(STREAM))
