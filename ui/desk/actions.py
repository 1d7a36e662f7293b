"""Everything the desk asks of the room, and the one way in which it asks."""

from __future__ import annotations

import inspect
import logging
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Signal

from ui.common.command_button import CommandButton, State
from ui.common.hub import Hub
from ui.common.tokens import REPEAT_MS
from ui.common.words import Words
from ui.desk import slots
from ui.desk.answers import Report, result_words
from ui.desk.selection import Selection
from wallctl.client.errors import EngineUnreachable
from wallctl.domain.commands import (
    NAME_OF,
    Action,
    Answer,
    Command,
    Layer,
    LayoutApply,
    OverlaySet,
    Redo,
    Result,
    SceneRecall,
    SceneSave,
    TemplateRemove,
    TemplateSave,
    TileAdd,
    TileArrange,
    TileDuplicate,
    TileMove,
    TileRemove,
    TileRemoveMany,
    TileUpdate,
    TileUpdateMany,
    Undo,
    WallFull,
    WallRestore,
    WallSafe,
    WallTake,
    WallUpdate,
)
from wallctl.domain.entities import Tile
from wallctl.domain.errors import WallctlError
from wallctl.domain.geometry import Crop, Fit, Rect

log = logging.getLogger(__name__)

Spawn = Callable[[Coroutine[Any, Any, None]], object]


class Actions(QObject):
    """Sends commands and reports each outcome once, to the button and to the log line."""

    reported = Signal(object)
    hinted = Signal(str)

    def __init__(
        self,
        hub: Hub,
        selection: Selection,
        words: Words,
        spawn: Spawn,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._hub, self._selection, self._words, self._spawn = hub, selection, words, spawn
        self._cells: dict[str, tuple[Rect, ...]] = {}
        self._pending: list[object] = []
        self.gate: Callable[[object], str] = lambda _: ""  # words why a command is not for now
        self._live: tuple[object, float] = (None, float("-inf"))  # the newest of the wall's, when

    def ask(
        self,
        command: Command | Action,
        button: CommandButton | None = None,
        then: Callable[[Answer | None], None] | None = None,
        what: str = "",
        *,
        quiet: bool = False,
    ) -> None:
        """Sends one command. `button` shows its states; `then` gets the answer, or None. A quiet
        one may be said again and again, and is reported only where it is not done.

        The same command while it is under way is dropped and said to be; so is a scene taken
        live that comes again within half a second.
        """
        if not self._hub.connected:
            self.hinted.emit("hint.lost")
            return
        if why_not := self.gate(command):
            self.hinted.emit(why_not)
            return
        if not quiet and (command in self._pending or self._again(command)):
            self.hinted.emit("hint.dropped")
            return
        if button is not None:
            button.show_state(State.PENDING, self._words("button.pending"))
        work = self._ask(command, button, then, what, quiet=quiet)
        self._pending.append(command)
        self._spawn(work)
        if inspect.getcoroutinestate(work) == inspect.CORO_CLOSED and command in self._pending:
            self._pending.remove(command)  # it was never begun

    def _again(self, command: Command) -> bool:
        """Whether the same scene was taken live a moment ago: its key has no button to say so."""
        if not (isinstance(command, SceneRecall) and command.live):
            return False
        last, at = self._live
        now = time.monotonic()
        if command == last and (now - at) * 1000 < REPEAT_MS:
            return True
        self._live = (command, now)
        return False

    async def _ask(
        self,
        command: Command | Action,
        button: CommandButton | None,
        then: Callable[[Answer | None], None] | None,
        what: str,
        *,
        quiet: bool = False,
    ) -> None:
        began, kind = time.monotonic(), NAME_OF[type(command)]
        answer: Answer | None = None
        trouble = ""
        try:
            answer = await self._hub.room.send(kind, command)
        except EngineUnreachable:
            trouble = "unreachable"
        except TimeoutError:
            trouble = "timed_out"
        except WallctlError as error:
            log.warning("%s: %s", kind, error)
            trouble = "internal"
        finally:
            self._pending.remove(command)
        ms = (time.monotonic() - began) * 1000
        report = Report(time.time(), "", kind, answer, ms, trouble, what)
        if button is not None and shiboken6.isValid(button):  # what was shown may be gone
            button.show_state(report.state, result_words(report, self._words))
        if then is not None:
            then(answer)
        if not quiet or report.state is State.FAILED:
            self.reported.emit(report)

    # -- preview ------------------------------------------------------------------------------

    def cells(self) -> tuple[Rect, ...]:
        """The cells of the wall at hand: of its template, else its outputs."""
        wall = self._selection.wall
        return self._cells.get(wall) or slots.reading(
            o.rect for o in self._hub.show.outputs_of(wall)
        )

    def free_cells(self) -> tuple[Rect, ...]:
        tiles = self._hub.show.preview_tiles(self._selection.wall)
        return slots.free(self.cells(), (t.rect for t in tiles))

    def place(self, source: str, onto: Rect | None = None, tile: str = "") -> None:
        """Puts a source into the named tile, onto a rectangle, or into the next free cell."""
        if not source:
            self.hinted.emit("hint.no_source")
            return
        if tile:
            self.ask(TileUpdate(tile, source=source))
            return
        if onto is None:
            free = self.free_cells()
            if not free:
                self.hinted.emit("hint.no_cell")
                return
            onto = free[0]
        self.ask(
            TileAdd(self._selection.wall, source, onto),
            then=lambda _: self._selection.choose_cell(None),
        )

    def place_here(self) -> None:
        """Enter: the chosen source into the chosen tile or cell."""
        chosen = self._selection
        self.place(chosen.source, chosen.cell, chosen.tile)

    def move(
        self, tile: str, rect: Rect, then: Callable[[Answer | None], None] | None = None
    ) -> None:
        self.ask(TileMove(tile, rect), then=then)

    def arrange(
        self, moves: Mapping[str, Rect], then: Callable[[Answer | None], None] | None = None
    ) -> None:
        """Moves one tile or several: one command."""
        if len(moves) == 1:
            self.move(*next(iter(moves.items())), then=then)
        elif moves:
            told = tuple(TileMove(id, rect) for id, rect in moves.items())
            self.ask(TileArrange(self._selection.wall, told), then=then)

    def layer(self, tiles: Sequence[str], layer: Layer) -> None:
        self.ask(
            TileUpdate(tiles[0], layer=layer)
            if len(tiles) == 1
            else TileUpdateMany(tuple(tiles), layer)
        )

    def fit(self, tiles: Sequence[str], fit: Fit) -> None:
        self.ask(
            TileUpdate(tiles[0], fit=fit)
            if len(tiles) == 1
            else TileUpdateMany(tuple(tiles), fit=fit)
        )

    def crop(self, tiles: Sequence[str], crop: Crop) -> None:
        self.ask(
            TileUpdate(tiles[0], crop=crop)
            if len(tiles) == 1
            else TileUpdateMany(tuple(tiles), crop=crop)
        )

    def lock(self, tiles: Sequence[str], locked: bool) -> None:
        self.ask(
            TileUpdate(tiles[0], locked=locked)
            if len(tiles) == 1
            else TileUpdateMany(tuple(tiles), locked=locked)
        )

    def duplicate(self, tiles: Sequence[Tile]) -> None:
        """The same once more: one in a free cell, else all a little beside."""
        free = self.free_cells()
        if len(tiles) == 1 and free:
            copies = (TileMove(tiles[0].id, free[0]),)
        else:
            step = max(16, min(min(t.rect.w, t.rect.h) for t in tiles) // 10)
            copies = tuple(TileMove(t.id, t.rect.moved(step, step)) for t in tiles)
        self.ask(TileDuplicate(copies))

    def remove(self, tiles: Sequence[str]) -> None:
        self.ask(TileRemove(tiles[0]) if len(tiles) == 1 else TileRemoveMany(tuple(tiles)))

    def save_template(self, name: str, id: str = "") -> None:
        self.ask(TemplateSave(name, self._selection.wall, id), what=name)

    def remove_template(self, id: str, name: str) -> None:
        self.ask(TemplateRemove(id), what=name)

    def template(self, name: str, cells: tuple[Rect, ...] = (), what: str = "") -> None:
        """`what`: its name in words, where `name` is an id."""
        wall = self._selection.wall
        if cells:
            self._cells[wall] = cells
        self.ask(LayoutApply(wall, template=name), what=what or name)

    def undo(self, button: CommandButton | None = None) -> None:
        self.ask(Undo(self._selection.wall), button)

    def redo(self, button: CommandButton | None = None) -> None:
        self.ask(Redo(self._selection.wall), button)

    # -- scenes -------------------------------------------------------------------------------

    def recall(self, number: int, *, live: bool = False) -> None:
        """The scene with this key, 1..9."""
        for scene in self._hub.show.scenes.values():
            if scene.number == number:
                self.recall_scene(scene.id, live=live)
                return
        self.hinted.emit("hint.no_scene")

    def recall_scene(
        self, scene: str, *, live: bool = False, button: CommandButton | None = None
    ) -> None:
        known = self._hub.show.scenes.get(scene)
        self._cells.pop(self._selection.wall, None)
        self.ask(
            SceneRecall(scene, live),
            button,
            what=known.name if known else "",
        )

    def save_scene(self, name: str, number: int, scene: str = "") -> None:
        self.ask(SceneSave(name, scene, number=number or None), what=name)

    # -- the wall -----------------------------------------------------------------------------

    def take(self, button: CommandButton, then: Callable[[Answer | None], None]) -> None:
        self.ask(WallTake(self._selection.wall), button, then)

    def restore(self, button: CommandButton | None = None) -> None:
        self.ask(WallRestore(self._selection.wall), button)

    def safe(self, on: bool, button: CommandButton | None = None) -> None:
        self.ask(WallSafe(self._selection.wall, on), button)

    def full(self, tile: str, button: CommandButton | None = None) -> None:
        self.ask(WallFull(self._selection.wall, tile), button)

    def wall(self, button: CommandButton | None = None, **fields: Any) -> None:
        self.ask(WallUpdate(self._selection.wall, **fields), button)

    def overlay(self, button: CommandButton | None = None, **parts: Any) -> None:
        self.ask(OverlaySet(self._selection.wall, **parts), button)


def succeeded(answer: Answer | None) -> bool:
    return answer is not None and answer.result in (Result.DONE, Result.PART)
