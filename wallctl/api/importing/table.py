"""What a file of sources holds: lines of text by column, wherever it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wallctl.domain.errors import Invalid

MAX_FILE = 16 * 1024 * 1024  # bytes
MAX_ROWS = 20_000
MAX_CELL = 4_000  # characters
FORMATS = ("xlsx", "csv", "m3u", "xspf")

COLUMNS = (
    "id",
    "name",
    "name_en",
    "code",
    "kind",
    "department",
    "carrier",
    "place",
    "medium",
    "main",
    "sub",
    "user",
    "password",
    "player",
    "transport",
    "tags",
    "backup",
)


class BadFile(Invalid):
    """The file as a whole cannot be read; `reason` says why, `got` where."""

    def __init__(self, reason: str, got: object = "") -> None:
        super().__init__("bad_file", key="file", reason=reason, got=got)


@dataclass(frozen=True, slots=True, repr=False)
class Line:
    """One source as the file has it. `number` is the sheet's row, or the file's line, from 1.

    `wrong` is (column, reason) of a cell that could not be read as text.
    """

    number: int
    cells: Mapping[str, str]  # may hold a password: no repr
    wrong: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Table:
    """`columns` are those the file has: what it does not have stays as it is."""

    format: str
    columns: frozenset[str]
    lines: tuple[Line, ...]
