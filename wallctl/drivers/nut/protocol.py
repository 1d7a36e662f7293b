"""NUT's lines, both ways. Pure. RFC 9271, section 4."""

from __future__ import annotations

import re

from wallctl.domain.errors import AuthFailed, DeviceError, Garbled, Rejected, Unreachable

_ESCAPED = re.compile(r"\\(.)")
_ROW = {
    "VAR": re.compile(r'VAR \S+ (\S+) "((?:[^"\\]|\\.)*)"\s*$'),
    "RW": re.compile(r'RW \S+ (\S+) "((?:[^"\\]|\\.)*)"\s*$'),
    "CMD": re.compile(r"CMD \S+ (\S+)()\s*$"),
    "UPS": re.compile(r'UPS (\S+) "((?:[^"\\]|\\.)*)"\s*$'),
}
MOST_ROWS = 2_000
NAME = re.compile(r"[!-~]+")  # of a UPS, a variable, a command: visible ASCII without blanks
_GONE = {"DRIVER-NOT-CONNECTED", "DATA-STALE"}
READS = ("GET ", "LIST ", "VER", "NETVER", "PROTVER", "HELP")
"""What a typed line may begin with: what asks and changes nothing."""


def quoted(text: str) -> str:
    """As upsd takes a value. Raises Rejected for what would be a line of its own."""
    if any(ord(c) < 32 for c in text):
        raise Rejected(reason="characters")
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def text_of(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        raise Garbled(reason="not_text") from None


def failed(line: str, *, signing_in: bool = False) -> DeviceError:
    """What a line that begins with ERR means (RFC 9271, 4.3)."""
    code = [*line.split(), "", ""][1]
    reason = code.lower().replace("-", "_")[:40] or "unknown"
    if code in _GONE:
        return Unreachable(reason=reason)
    if signing_in and code in {"ACCESS-DENIED", "INVALID-PASSWORD", "INVALID-USERNAME"}:
        return AuthFailed(reason=reason)
    return Rejected(reason=reason)


def acknowledged(line: bytes) -> str:
    """Of a command: the line. Raises what ERR means, Garbled for anything but OK."""
    text = text_of(line)
    if text.startswith("ERR"):
        raise failed(text)
    if text != "OK" and not text.startswith("OK "):
        raise Garbled(reason="no_answer_of_nut")
    return text


def proved(line: bytes) -> str:
    """Of the SET that proves the user: that the variable is unknown is the good answer."""
    text = text_of(line)
    if text in {"ERR VAR-NOT-SUPPORTED", "ERR READONLY", "ERR UNKNOWN-VAR"}:
        return text
    if text.startswith("ERR"):
        raise failed(text, signing_in=True)
    raise Garbled(reason="no_answer_of_nut")


class Rows:
    """Gathers the answer to a LIST, line by line: names and values once the END came."""

    def __init__(self, what: str) -> None:
        """`what` is "VAR ups1", "UPS", ..."""
        self._what, self._row = what, _ROW[what.split(" ", 1)[0]]
        self._rows: dict[str, str] | None = None

    def __call__(self, line: bytes) -> dict[str, str] | None:
        text = text_of(line)
        if self._rows is None:
            if text.startswith("ERR"):
                raise failed(text)
            if text != f"BEGIN LIST {self._what}":
                raise Garbled(reason="no_answer_of_nut")
            self._rows = {}
            return None
        if text == f"END LIST {self._what}":
            return self._rows
        found = self._row.match(text)
        if found is None or len(self._rows) >= MOST_ROWS:
            raise Garbled(reason="no_answer_of_nut")
        self._rows[found[1]] = _ESCAPED.sub(r"\1", found[2])
        return None
