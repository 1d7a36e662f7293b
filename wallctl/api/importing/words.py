"""Headings, values and reasons as they stand in files, in Chinese and English."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

from wallctl.api.importing.table import COLUMNS
from wallctl.domain.entities import Carrier, Medium, PlayerChoice, SourceKind, Transport

Lang = Literal["zh", "en"]
_AREAS = ("common", "desk", "sources")
_VALUES: Mapping[str, tuple[str, ...]] = {
    "kind": tuple(SourceKind),
    "carrier": tuple(Carrier),
    "medium": tuple(Medium),
    "player": tuple(PlayerChoice),
    "transport": tuple(Transport),
}


class FileWords:
    """The words of one language, for files that are written."""

    def __init__(self, lang: Lang) -> None:
        self._table = _table(lang)

    def heading(self, column: str) -> str:
        return self._table[f"column.{column}"]

    def value(self, column: str, code: str) -> str:
        """A value as people write it; others than the known ones are said as they are."""
        return self._table.get(f"{column}.{code}", code)

    def values(self, column: str) -> tuple[str, ...]:
        """All values a column may have; none where anything may stand in it."""
        return tuple(self.value(column, code) for code in _VALUES.get(column, ()))

    def reason(self, reason: str) -> str:
        return self._table.get(f"import.reason.{reason}", reason)

    def __call__(self, key: str) -> str:
        return self._table[key]


def plain(text: str) -> str:
    """A heading or value without what does not tell it apart: case, width, spaces, marks."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in folded if c not in " \t_-*·:/()[]").strip()


@cache
def headings() -> Mapping[str, str]:
    """Every way a column may be headed, made plain -> the column."""
    found = {plain(column): column for column in COLUMNS}
    for table in (_table("en"), _table("zh")):
        for column in COLUMNS:
            also = table.get(f"column.{column}.also", "").split("|")
            found.update({plain(one): column for one in (table[f"column.{column}"], *also) if one})
    return found


@cache
def codes(column: str) -> Mapping[str, str]:
    """Every way a value of the column may be written, made plain -> its code."""
    found = {}
    for code in _VALUES[column]:
        found[plain(code)] = str(code)
        for table in (_table("zh"), _table("en")):
            also = table.get(f"{column}.{code}.also", "").split("|")
            said = (table.get(f"{column}.{code}", ""), *also)
            found.update({plain(one): str(code) for one in said if one})
    return found


@cache
def _table(lang: str) -> Mapping[str, str]:
    table: dict[str, str] = {}
    for area in _AREAS:
        text = (files("resources") / "translations" / f"{area}.{lang}.json").read_text("utf-8")
        table.update(json.loads(text))
    return table
