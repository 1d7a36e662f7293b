"""A window's patrol: which sources, in which order, how long each."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QWidget

from ui.common.command_button import CommandButton
from ui.common.figure import Figure
from ui.common.labels import age_words, name_of
from ui.common.parts import Elided, Said
from ui.desk.kit import Kit
from ui.desk.patrol_badge import set_words
from ui.desk.sheets import Sheet
from wallctl.domain.commands import PatrolSet
from wallctl.domain.entities import Kind, Patrol, Tile

LEAST_S, MOST_S, USUAL_S = 3, 3600, 10


class PatrolRow(QWidget):
    """What the chosen window's patrol is, and the button that changes it."""

    wanted = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._said = Elided("muted")
        self.edit = CommandButton(kit.words, kit.scale, "patrol.edit")
        self.edit.fired.connect(self.wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(kit.scale.mm(1.2))
        row.addWidget(self._said, 1)
        row.addWidget(self.edit)
        kit.hub.show_changed.connect(self._show_changed)
        kit.selection.target_changed.connect(self._tell)
        kit.rights.changed.connect(self._tell)
        kit.words.changed.connect(self._tell)
        self._tell()

    def _show_changed(self, kinds: frozenset[Kind]) -> None:
        if Kind.TILE in kinds:
            self._tell()

    def _tell(self) -> None:
        kit = self._kit
        tile = kit.hub.show.get(Tile, kit.selection.tile)
        patrol = tile.patrol if tile is not None else None
        said = set_words(tile, kit.words) if tile is not None and patrol is not None else ""
        self._said.say(said or kit.words("patrol.row_none"))
        self.edit.setEnabled(tile is not None and not tile.locked)
        if self.parentWidget() is not None:  # alone it would be a window
            self.setVisible(kit.rights.may("patrol.set"))


class SourceList(QListWidget):
    """Ctrl with up and down moves the chosen one; Del takes it out."""

    moved = Signal(int)
    dropped = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if control and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(-1 if event.key() == Qt.Key.Key_Up else 1)
        elif event.key() == Qt.Key.Key_Delete:
            self.dropped.emit()
        else:
            super().keyPressEvent(event)


class PatrolSheet(Sheet):
    """Works on the window that is chosen when it opens; the sources stay in sight beside it."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(kit.words, kit.scale, "patrol.title", parent)
        self._kit = kit
        words, scale = kit.words, kit.scale
        self._tile = ""
        self.sources: tuple[str, ...] = ()
        self._of = Elided("muted")
        self.list = SourceList()
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.moved.connect(self._move)
        self.list.dropped.connect(self._drop)
        self.add = CommandButton(words, scale, "patrol.add", repeat_ms=0)
        self.up = CommandButton(words, scale, "patrol.up", repeat_ms=0)
        self.down = CommandButton(words, scale, "patrol.down", repeat_ms=0)
        self.drop = CommandButton(words, scale, "patrol.drop", repeat_ms=0)
        self.add.fired.connect(self._add)
        self.up.fired.connect(lambda: self._move(-1))
        self.down.fired.connect(lambda: self._move(1))
        self.drop.fired.connect(self._drop)
        self.dwell = Figure(scale, "", LEAST_S, MOST_S)
        self.dwell.setFixedWidth(scale.mm(20))
        self.dwell.settled.connect(lambda _: self._tell())
        self._effect = QLabel()
        self._effect.setProperty("role", "small")
        self._effect.setWordWrap(True)
        self.save = CommandButton(words, scale, "patrol.save")
        self.clear = CommandButton(words, scale, "patrol.clear")
        self.save.fired.connect(self._save)
        self.clear.fired.connect(self._clear)
        self.body.addWidget(self._of)
        self.body.addWidget(self.list, 1)
        self.body.addLayout(self._row(self.add, self.drop))
        self.body.addLayout(self._row(self.up, self.down))
        dwell = self._row()
        dwell.addWidget(Said(words, "patrol.dwell", "muted"), 1)
        dwell.addWidget(self.dwell)
        self.body.addLayout(dwell)
        self.body.addWidget(self._effect)
        self.body.addLayout(self._row(self.save, self.clear))
        self.setFocusProxy(self.list)
        kit.hub.show_changed.connect(self._show_changed)
        kit.selection.source_changed.connect(self._tell)
        words.changed.connect(self._tell)
        self._tell()

    def _row(self, *buttons: CommandButton) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._scale.mm(1.2))
        for button in buttons:
            row.addWidget(button, 1)
        return row

    def tile(self) -> Tile | None:
        return self._kit.hub.show.get(Tile, self._tile)

    def open(self) -> None:
        """With the window's patrol; else with its source, and those of the other windows chosen
        beside it."""
        kit = self._kit
        self._tile = kit.selection.tile
        tile = self.tile()
        if tile is not None and tile.patrol is not None:
            self.sources = tile.patrol.sources
        else:
            tiles = (kit.hub.show.get(Tile, id) for id in reversed(kit.selection.tiles))
            self.sources = tuple(dict.fromkeys(t.source for t in tiles if t is not None))
        patrol = tile.patrol if tile is not None else None
        self.dwell.put(round(patrol.dwell_s) if patrol is not None else USUAL_S)
        self._tell()
        super().open()

    # -- what it says -------------------------------------------------------------------------

    def _show_changed(self, kinds: frozenset[Kind]) -> None:
        if kinds & {Kind.TILE, Kind.SOURCE} and self.isVisible():
            self._tell()

    def _tell(self) -> None:
        words, show = self._words, self._kit.hub.show
        tile = self.tile()
        if tile is None:
            self._of.say(words("patrol.no_tile"))
        else:
            source = show.sources.get(tile.source)
            name = tile.title or name_of(source, words, tile.source)
            self._of.say(words("patrol.of", name=name))
        at = max(0, self.list.currentRow())
        self.list.clear()
        for n, id in enumerate(self.sources, 1):
            self.list.addItem(f"{n}  {name_of(show.sources.get(id), words, id)}")
        self.list.setCurrentRow(min(at, len(self.sources) - 1))
        self.list.setAccessibleName(words("patrol.list"))
        self.dwell.setAccessibleName(words("patrol.dwell"))
        enough = len(self.sources) >= 2
        seconds = self.dwell.value
        total = age_words(len(self.sources) * seconds, words)
        said = words("patrol.effect", n=len(self.sources), s=seconds, all=total)
        hint = words("patrol.few" if self.sources else "patrol.empty")
        self._effect.setText(said if enough else hint)
        free = tile is not None and not tile.locked
        self.save.setEnabled(free and enough and self._wanted() != (tile and tile.patrol))
        self.clear.setEnabled(free and tile is not None and tile.patrol is not None)
        for button in (self.up, self.down, self.drop):
            button.setEnabled(bool(self.sources))
        self.add.setEnabled(bool(self._kit.selection.source))

    def _wanted(self) -> Patrol:
        return Patrol(self.sources, float(self.dwell.value))

    # -- acts ---------------------------------------------------------------------------------

    def _add(self) -> None:
        source = self._kit.selection.source
        if not source:
            self._kit.actions.hinted.emit("hint.no_patrol_source")
        elif source in self.sources:
            self._kit.actions.hinted.emit("hint.patrol_has")
        else:
            self.sources = (*self.sources, source)
            self._tell()
            self.list.setCurrentRow(len(self.sources) - 1)

    def _move(self, step: int) -> None:
        at = self.list.currentRow()
        to = at + step
        if 0 <= at < len(self.sources) and 0 <= to < len(self.sources):
            order = list(self.sources)
            order[at], order[to] = order[to], order[at]
            self.sources = tuple(order)
            self._tell()
            self.list.setCurrentRow(to)

    def _drop(self) -> None:
        at = self.list.currentRow()
        if 0 <= at < len(self.sources):
            self.sources = self.sources[:at] + self.sources[at + 1 :]
            self._tell()

    def _save(self) -> None:
        self._kit.actions.ask(PatrolSet(self._tile, self.sources, float(self.dwell.value)))
        self.shut()

    def _clear(self) -> None:
        self._kit.actions.ask(PatrolSet(self._tile, ()))
        self.shut()
