"""Which camera is meant, and what it can do, in words."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.common.command_button import CommandButton
from ui.common.labels import name_of, reason_words
from ui.common.parts import Elided
from ui.desk.kit import Kit
from ui.desk.selection import Selection
from wallctl.domain.entities import Kind, Tile
from wallctl.domain.observed import PtzState
from wallctl.domain.show import Show


def source_chosen(show: Show, selection: Selection) -> str:
    """The source of the tile chosen in preview, else of the one chosen in the echo."""
    tile = show.get(Tile, selection.tile)
    if tile is None and selection.live:
        program = show.program(selection.wall)
        tile = next((t for t in program.tiles if t.id == selection.live), None)
    return tile.source if tile is not None else ""


def state_of(states: Iterable[PtzState], source: str) -> PtzState | None:
    return next((s for s in states if s.source == source), None)


def camera_words(kit: Kit, source: str) -> str:
    """云台 · 无人机 1 · 不支持"""
    words = kit.words
    if not source:
        return words("ptz.none")
    name = name_of(kit.hub.show.sources.get(source), words, source)
    state = state_of(kit.hub.observed.ptz, source)
    if state is None:
        said = words("ptz.unsupported")
    elif not state.available:
        said = words("ptz.unavailable", why=reason_words(state.reason.value or "unknown", words))
    elif state.moved_by:
        said = words("ptz.moved_by", by=state.moved_by)
    else:
        said = words("ptz.ready")
    return words("ptz.said", name=name, said=said)


class PtzRow(QWidget):
    """One line in the panel of the tile: what its camera can do, and the way to it."""

    wanted = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.said = Elided("muted")
        self.open_button = CommandButton(kit.words, kit.scale, "ptz.open")
        self.open_button.fired.connect(self.wanted)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(kit.scale.mm(1.2))
        layout.addWidget(self.said, 1)
        layout.addWidget(self.open_button)
        self.setFixedHeight(kit.scale.row)
        kit.hub.observed_changed.connect(self._tell)
        kit.hub.show_changed.connect(self._show_changed)
        kit.selection.target_changed.connect(self._tell)
        kit.selection.live_changed.connect(self._tell)
        kit.rights.changed.connect(self._tell)
        kit.words.changed.connect(self._tell)
        self._tell()

    def _show_changed(self, kinds: frozenset[Kind]) -> None:
        if kinds & {Kind.TILE, Kind.PROGRAM, Kind.SOURCE}:
            self._tell()

    def _tell(self) -> None:
        kit = self._kit
        source = source_chosen(kit.hub.show, kit.selection)
        self.said.say(camera_words(kit, source))
        has = state_of(kit.hub.observed.ptz, source) is not None
        # Hidden rather than grey: most sources have no camera that moves.
        self.open_button.setVisible(has and kit.rights.may("ptz.move"))
