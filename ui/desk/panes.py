"""F6: from one part of the desk to the next: sources, preview, echo, scenes, tile."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from ui.desk.arrangement import Arrangement
from ui.desk.centre import Centre
from ui.desk.scenes_panel import ScenesPanel
from ui.desk.sources_panel import SourcesPanel
from ui.desk.tile_panel import TilePanel


class Panes:
    """Each is a panel and the part of it that takes the keyboard, where it is there."""

    def __init__(
        self,
        area: Arrangement,
        centre: Centre,
        *,
        sources: SourcesPanel,
        scenes: ScenesPanel,
        tile: TilePanel,
    ) -> None:
        self._area, self._preview = area, centre.preview
        self._panes: tuple[tuple[QWidget, Callable[[], QWidget | None]], ...] = (
            (sources, lambda: sources.tree),
            (centre.preview, lambda: centre.preview),
            (centre.program, lambda: centre.program),
            (scenes, lambda: next(iter(scenes.cards), None)),
            (tile, lambda: tile.numbers["X"]),
        )

    def next(self) -> None:
        """And round again. On a narrow screen the next tab comes into sight after preview."""
        if QApplication.focusWidget() is self._preview:
            self._area.next_tab()
        there = [(panel, one) for panel, first in self._panes if _usable(one := first())]
        if not there:
            return
        focus = QApplication.focusWidget()
        at = next((n for n, (panel, one) in enumerate(there) if _holds(panel, one, focus)), -1)
        there[(at + 1) % len(there)][1].setFocus(Qt.FocusReason.ShortcutFocusReason)


def _usable(part: QWidget | None) -> bool:
    return part is not None and part.isVisible() and part.isEnabled()


def _holds(panel: QWidget, part: QWidget, focus: QWidget | None) -> bool:
    return focus is not None and (part is focus or panel.isAncestorOf(focus))
