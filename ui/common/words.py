"""Words of the screens in both languages, read from resources/translations/AREA.LANG.json."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Literal

from PySide6.QtCore import QObject, Signal

Lang = Literal["zh", "en"]


class Words(QObject):
    """One area's words. `changed` fires when the language is switched; views then say all again."""

    changed = Signal()

    def __init__(self, *areas: str, lang: Lang = "zh", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._areas = areas
        self._lang: Lang = lang
        self._table = {lg: _load(areas, lg) for lg in ("zh", "en")}

    @property
    def lang(self) -> Lang:
        return self._lang

    def switch(self, lang: Lang) -> None:
        if lang != self._lang:
            self._lang = lang
            self.changed.emit()

    def __call__(self, key: str, **fields: object) -> str:
        """The words for a key with its {fields} filled in. Raises KeyError for an unknown key."""
        text = self._table[self._lang][key]
        return text.format(**fields) if fields else text

    def has(self, key: str) -> bool:
        return key in self._table[self._lang]

    def keys(self, lang: Lang) -> frozenset[str]:
        return frozenset(self._table[lang])


_PARTS = {"desk": ("desk", "sources", "alarms", "audio", "devices", "control")}
"""Areas that are kept in more than one file."""


def _load(areas: tuple[str, ...], lang: str) -> dict[str, str]:
    table: dict[str, str] = {}
    for area in (part for one in areas for part in _PARTS.get(one, (one,))):
        table.update(_read(area, lang))
    return table


@cache
def _read(area: str, lang: str) -> dict[str, str]:
    text = (files("resources") / "translations" / f"{area}.{lang}.json").read_text("utf-8")
    words: dict[str, str] = json.loads(text)
    return words
