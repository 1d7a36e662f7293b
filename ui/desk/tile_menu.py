"""The menus of the preview canvas: what can be done with the chosen tiles, and with none."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from ui.common.words import Words
from ui.desk.tools import Tool, Tools

_CANVAS_KEYS = {
    "front": "Shift+PgUp",
    "raise": "PgUp",
    "lower": "PgDn",
    "back": "Shift+PgDn",
    "remove": "Del",
}


class Menus:
    """`keys` gives the key of a function as it is now: people can change them."""

    def __init__(self, tools: Tools, words: Words, keys: Callable[[str], str]) -> None:
        self._tools, self._words, self._keys = tools, words, keys

    def of_tiles(self, parent: QWidget) -> QMenu:
        menu, tools = QMenu(parent), self._tools
        self._fill(menu, tools.heights)
        menu.addSeparator()
        self._fill(menu, tools.shapes)
        menu.addSeparator()
        self._fill(menu.addMenu(self._words("preview.align")), tools.alignments)
        self._fill(menu, tools.rest[:-1])
        menu.addSeparator()
        self._fill(menu, tools.rest[-1:])
        return menu

    def of_alignment(self, parent: QWidget) -> QMenu:
        menu = QMenu(parent)
        self._fill(menu, self._tools.alignments)
        return menu

    def of_canvas(
        self, parent: QWidget, rows: Sequence[tuple[str, str, Callable[[], None], bool]]
    ) -> QMenu:
        """For a place without a tile: (key function, key of words, act, whether it can be done)."""
        menu = QMenu(parent)
        for name, word, act, on in rows:
            _add(menu, self._words(word), self._keys(name), act, on)
        return menu

    def _fill(self, menu: QMenu, rows: Sequence[Tool]) -> None:
        _fill(menu, self._tools, self._words, self._keys, rows)


def _fill(
    menu: QMenu, tools: Tools, words: Words, keys: Callable[[str], str], rows: Sequence[Tool]
) -> None:
    chosen = tools.tiles()
    for tool in rows:
        word = tool.word
        if tool.name == "lock" and chosen and not tools.free_tiles():
            word = "tile.unlock"
        key = _CANVAS_KEYS.get(tool.name) or keys(tool.name)
        action = _add(menu, words(word), key, tool.act, tools.can(tool))
        if tool.name == "crop":
            action.setCheckable(True)
            action.setChecked(tools.cropping)


def _add(menu: QMenu, said: str, key: str, act: Callable[[], None], on: bool) -> QAction:
    action = menu.addAction(f"{said}\t{key}" if key else said)
    action.setEnabled(on)
    action.triggered.connect(lambda _=False: act())
    return action
