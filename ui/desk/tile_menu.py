"""The menus of the preview canvas: what can be done with the chosen tiles, and with none."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from ui.common.words import Words
from ui.desk.keys import shown_for
from ui.desk.tools import Tool, Tools

_CANVAS_KEYS = {
    "front": "Shift+PgUp",
    "raise": "PgUp",
    "lower": "PgDn",
    "back": "Shift+PgDn",
    "remove": "Del",
}


def tile_menu(tools: Tools, words: Words, parent: QWidget) -> QMenu:
    menu = QMenu(parent)
    _fill(menu, tools, words, tools.heights)
    menu.addSeparator()
    _fill(menu, tools, words, tools.shapes)
    menu.addSeparator()
    inner = menu.addMenu(words("preview.align"))
    _fill(inner, tools, words, tools.alignments)
    _fill(menu, tools, words, tools.rest[:-1])
    menu.addSeparator()
    _fill(menu, tools, words, tools.rest[-1:])
    return menu


def align_menu(tools: Tools, words: Words, parent: QWidget) -> QMenu:
    menu = QMenu(parent)
    _fill(menu, tools, words, tools.alignments)
    return menu


def canvas_menu(
    words: Words, parent: QWidget, rows: Sequence[tuple[str, str, Callable[[], None], bool]]
) -> QMenu:
    """For a place without a tile: (key function, key of words, act, whether it can be done)."""
    menu = QMenu(parent)
    for name, word, act, on in rows:
        _add(menu, words(word), shown_for(name), act, on)
    return menu


def _fill(menu: QMenu, tools: Tools, words: Words, rows: Sequence[Tool]) -> None:
    chosen = tools.tiles()
    for tool in rows:
        word = tool.word
        if tool.name == "lock" and chosen and not tools.free_tiles():
            word = "tile.unlock"
        key = _CANVAS_KEYS.get(tool.name) or shown_for(tool.name)
        action = _add(menu, words(word), key, tool.act, tools.can(tool))
        if tool.name == "crop":
            action.setCheckable(True)
            action.setChecked(tools.cropping)


def _add(menu: QMenu, said: str, key: str, act: Callable[[], None], on: bool) -> QAction:
    action = menu.addAction(f"{said}\t{key}" if key else said)
    action.setEnabled(on)
    action.triggered.connect(lambda _=False: act())
    return action
