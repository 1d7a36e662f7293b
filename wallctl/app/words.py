"""Words of the command line in Chinese or English, by the locale."""

from __future__ import annotations

import json
import os
from importlib.resources import files


def language() -> str:
    """ "zh" or "en", by the usual variables; English where they say neither."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if told := os.environ.get(name, ""):
            return "zh" if told.lower().startswith("zh") else "en"
    return "en"


class CliWords:
    def __init__(self, lang: str, area: str = "cli") -> None:
        place = files("resources") / "translations" / f"{area}.{lang}.json"
        self._table: dict[str, str] = json.loads(place.read_text("utf-8"))

    def __call__(self, key: str, **fields: object) -> str:
        """The words for a key; a key without words of its own is said as it is."""
        text = self._table.get(key)
        return (text.format(**fields) if fields else text) if text is not None else key

    def has(self, key: str) -> bool:
        return key in self._table
