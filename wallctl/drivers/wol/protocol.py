"""The Magic Packet. Pure."""

from __future__ import annotations

import re

_SIX = re.compile(r"[0-9A-Fa-f]{2}([-:. ]?[0-9A-Fa-f]{2}){5}")


def six_bytes(text: str) -> bytes | None:
    """`00:1A:2B:3C:4D:5E`, also with `-`, `.`, blanks or nothing between; None of others."""
    bare = text.strip()
    if not _SIX.fullmatch(bare):
        return None
    return bytes.fromhex(re.sub(r"[-:. ]", "", bare))


def magic(mac: bytes, password: bytes = b"") -> bytes:
    """Six times FF, sixteen times the address, and the password where there is one."""
    return b"\xff" * 6 + mac * 16 + password
