"""The patrols on the wall at hand: which one the keys and buttons mean, and what they do to it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from ui.common.command_button import CommandButton
from ui.common.hub import Hub
from ui.common.labels import name_of
from ui.common.scale import Scale
from ui.common.words import Words
from ui.desk.actions import Actions
from ui.desk.selection import Selection
from wallctl.domain.commands import PatrolResume, PatrolShow, PatrolStop, Turn
from wallctl.domain.entities import Kind, Tile
from wallctl.domain.observed import PatrolState


class Patrols(QObject):
    """`changed` says that another patrol is meant, or that one of them goes differently."""

    changed = Signal()

    def __init__(
        self, hub: Hub, selection: Selection, actions: Actions, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._hub, self._selection, self._actions = hub, selection, actions
        self._was: tuple[PatrolState, ...] = ()
        hub.observed_changed.connect(self._look)
        hub.show_changed.connect(self._show_changed)
        selection.wall_changed.connect(self._look)
        selection.target_changed.connect(self.changed)
        selection.live_changed.connect(self.changed)

    def states(self) -> tuple[PatrolState, ...]:
        """Those of the wall at hand, as its tiles lie, lowest first."""
        wall = self._selection.wall
        on_it = {t.id for t in self._tiles()}
        return tuple(p for p in self._hub.observed.patrols if p.wall == wall and p.tile in on_it)

    def tile(self, id: str) -> Tile | None:
        return next((t for t in self._tiles() if t.id == id), None)

    def meant(self) -> PatrolState | None:
        """The one that keys and buttons act on: the tile chosen in the echo, else in preview, else
        one that is stopped, else the first."""
        states = {p.tile: p for p in self.states()}
        stopped = next((p for p in states.values() if p.stopped == "manual"), None)
        for tile in (self._selection.live, self._selection.tile):
            if tile in states:
                return states[tile]
        return stopped or next(iter(states.values()), None)

    # -- acts ---------------------------------------------------------------------------------

    def turn(self, to: Turn, button: CommandButton | None = None) -> None:
        """The next or the one before, by hand: the patrol stops there."""
        meant = self.meant()
        if meant is None:
            self._actions.hinted.emit("hint.no_patrol")
        else:
            self._actions.ask(PatrolShow(meant.wall, meant.tile, turn=to), button)

    def show(self, state: PatrolState, source: str) -> None:
        self._actions.ask(PatrolShow(state.wall, state.tile, source))

    def toggle(self, button: CommandButton | None = None, state: PatrolState | None = None) -> None:
        """Stops it where it is, or lets it go on."""
        meant = state or self.meant()
        if meant is None:
            self._actions.hinted.emit("hint.no_patrol")
        elif meant.stopped == "manual":
            self._actions.ask(PatrolResume(meant.wall, meant.tile), button)
        else:
            self._actions.ask(PatrolStop(meant.wall, meant.tile), button)

    # -- following ----------------------------------------------------------------------------

    def _tiles(self) -> tuple[Tile, ...]:
        return self._hub.show.program(self._selection.wall).tiles

    def _show_changed(self, kinds: frozenset[Kind]) -> None:
        if Kind.PROGRAM in kinds:
            self._look()

    def _look(self) -> None:
        states = self.states()
        if states != self._was:
            self._was = states
            self.changed.emit()


class PatrolButton(CommandButton):
    """Stops the patrol on the wall or lets it go on; with several it asks which. Not there where
    none is on the wall."""

    def __init__(self, patrols: Patrols, hub: Hub, words: Words, scale: Scale) -> None:
        self._patrols, self._hub = patrols, hub
        super().__init__(words, scale, self._said, live=True)
        self.fired.connect(self._act)
        patrols.changed.connect(self._follow)
        self.hide()

    def _said(self) -> str:
        meant = self._patrols.meant()
        stopped = meant is not None and meant.stopped == "manual"
        return self._words("patrol.go_on" if stopped else "patrol.stop")

    def _follow(self) -> None:
        self.setVisible(bool(self._patrols.states()))
        self.say()

    def _act(self) -> None:
        if len(self._patrols.states()) > 1:
            self.open_menu(self, self.mapToGlobal(QPoint(0, self.height())))
        else:
            self._patrols.toggle(self)

    def open_menu(self, owner: QWidget, at: QPoint) -> None:
        """All patrols of the wall; of the one that is meant its sources too."""
        words, menu = self._words, QMenu(owner)
        sources = self._hub.show.sources
        for state in self._patrols.states():
            key = "patrol.menu_go_on" if state.stopped == "manual" else "patrol.menu_stop"
            name = name_of(sources.get(state.source), words, state.source)
            action = menu.addAction(words(key, name=name))
            action.triggered.connect(lambda _=False, s=state: self._patrols.toggle(self, s))
        meant = self._patrols.meant()
        tile = self._patrols.tile(meant.tile) if meant is not None else None
        if meant is not None and tile is not None and tile.patrol is not None:
            menu.addSeparator()
            for source in tile.patrol.sources:
                action = menu.addAction(name_of(sources.get(source), words, source))
                action.setCheckable(True)
                action.setChecked(source == meant.source)
                action.triggered.connect(
                    lambda _=False, m=meant, s=source: self._patrols.show(m, s)
                )
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)
