"""One line of a file as a source: what its cells say over what is known already."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any

from wallctl.api.importing.words import codes, plain
from wallctl.domain.address import host_of, put_back, redact, scheme_of, signed, split, user_of
from wallctl.domain.entities import (
    Carrier,
    Medium,
    PlayerChoice,
    Source,
    SourceKind,
    Transport,
)

_TEXTS = ("name", "name_en", "code", "department", "place", "backup")
_CHOICES: Mapping[str, type[StrEnum]] = {
    "kind": SourceKind,
    "carrier": Carrier,
    "medium": Medium,
    "player": PlayerChoice,
}
_STREAM_SCHEMES = frozenset({"rtsp", "rtsps", "rtmp", "rtmps", "udp", "rtp", "srt", "rist", "mms"})
_STREAM_ENDS = re.compile(r"\.(m3u8|flv|mp4|mkv|ts|avi|mov|mpg|mpeg|sdp|mjpe?g)($|\?)", re.I)
_IMAGE_ENDS = re.compile(r"\.(png|jpe?g|bmp|gif|webp)($|\?)", re.I)
_BETWEEN_TAGS = re.compile(r"[,，;；、\n]")
_PDF_ENDS = re.compile(r"\.pdf($|[?#])", re.I)


class BadCell(Exception):
    """A cell that cannot be taken over; `got` never holds a password."""

    def __init__(self, column: str, reason: str, got: str = "") -> None:
        super().__init__(column, reason)
        self.column, self.reason, self.got = column, reason, got


def key_of(name: str, address: str) -> tuple[str, str] | None:
    """What makes two rows the same source when neither id nor code does."""
    if not name or not address:
        return None
    return name, signed(split(address).address, "").casefold()


def medium_of(address: str) -> Medium:
    """The medium that an address most likely has."""
    scheme = scheme_of(address)
    if _PDF_ENDS.search(address):
        return Medium.PDF
    if _IMAGE_ENDS.search(address):
        return Medium.IMAGE
    if scheme in _STREAM_SCHEMES or _STREAM_ENDS.search(address):
        return Medium.STREAM
    if address.startswith("/dev/video") or scheme in {"v4l2", "dshow", "decklink"}:
        return Medium.CAPTURE
    return Medium.WEB if scheme in {"http", "https"} else Medium.STREAM


def source_of(cells: Mapping[str, str], before: Source | None, fresh: Callable[[], str]) -> Source:
    """The source that a line means, with its passwords still in its addresses.

    An empty cell empties a text; of what is chosen from a list, and of passwords, it leaves what
    is known. Raises BadCell.
    """
    if before is None:
        if not cells.get("name"):
            raise BadCell("name", "empty")
        base = Source(cells.get("id") or fresh(), cells["name"], Medium.STREAM)
    else:
        base = before
    told: dict[str, Any] = {c: cells[c] for c in _TEXTS if c in cells}
    if "tags" in cells:
        tags = (tag.strip() for tag in _BETWEEN_TAGS.split(cells["tags"]))
        told["tags"] = tuple(dict.fromkeys(tag for tag in tags if tag))
    for column, type_ in _CHOICES.items():
        if text := cells.get(column, ""):
            told[column] = type_(_code(column, text))
    if text := cells.get("transport", ""):
        transport = Transport(_code("transport", text))
        told["options"] = replace(base.options, transport=transport)
    main, sub = _addresses(base, cells)
    if before is None and "medium" not in told:
        told["medium"] = medium_of(main)
    return replace(base, **told, main=main, sub=sub)


def _code(column: str, text: str) -> str:
    code = codes(column).get(plain(text))
    if code is None:
        raise BadCell(column, "no_such_value", redact(text)[:100])
    return code


def _addresses(base: Source, cells: Mapping[str, str]) -> tuple[str, str]:
    user, password = cells.get("user"), cells.get("password", "")
    main = _address(cells.get("main"), base.main, user)
    sub = _address(cells.get("sub"), base.sub, user)
    if not password:
        return main, sub
    if any(ord(c) < 32 for c in password):
        raise BadCell("password", "characters")
    if not any(user_of(one) for one in (main, sub)):
        raise BadCell("password", "no_user")
    return _with_password(main, password), _with_password(sub, password)


def _address(given: str | None, known: str, user: str | None) -> str:
    """`user` None: the file has no such column, and who signs in there stays."""
    address = known if given is None else given
    if given and user is None and not user_of(given):
        same = signed(known, "") == given
        address = known if same else given
    if user is not None and host_of(address) and user_of(address) != user:
        address = signed(address, user)
    return address


def _with_password(address: str, password: str) -> str:
    if not user_of(address):
        return address
    return put_back(split(address).address, password)
