"""The colours of the wall, from resources/theme/wall.json. Read once at start."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files

from PySide6.QtGui import QColor

FONT = "Noto Sans CJK SC"


class Theme:
    """Colours by name; `#AARRGGBB` carries opacity."""

    def __init__(self, table: Mapping[str, str | list[str]]) -> None:
        self._one = {k: QColor(v) for k, v in table.items() if isinstance(v, str)}
        self._many = {
            k: tuple(QColor(v) for v in vs) for k, vs in table.items() if isinstance(vs, list)
        }

    def __getitem__(self, name: str) -> QColor:
        return self._one[name]

    def several(self, name: str) -> tuple[QColor, ...]:
        return self._many[name]


def load_theme() -> Theme:
    text = (files("resources") / "theme" / "wall.json").read_text("utf-8")
    return Theme(json.loads(text))


def colour(text: str, otherwise: QColor) -> QColor:
    """A colour an operator gave; the other one where it is none."""
    found = QColor(text) if text else QColor()
    return found if found.isValid() else otherwise
