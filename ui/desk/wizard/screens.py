"""Step 1, 屏幕: which screens make the wall, and where each stands."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QWidget

from ui.common.hold_button import HoldButton
from ui.common.labels import name_of
from ui.common.parts import Said
from ui.desk.kit import Kit
from ui.desk.wizard.board import ScreenBoard
from ui.desk.wizard.progress import Step, hidden, on_glass, reports
from ui.desk.wizard.seats import (
    NO_GAP,
    Piece,
    first_seats,
    grid_of,
    is_plain,
    missing_pieces,
    pieces,
    places,
    seats_of,
)
from ui.desk.wizard.step import StepPanel, field, row
from wallctl.domain.commands import (
    Answer,
    OutputPlace,
    Result,
    RoomUpdate,
    WallAdd,
    WallArrange,
    WallIdentify,
    WallRemove,
    WallUpdate,
)
from wallctl.domain.entities import Wall
from wallctl.domain.geometry import bounding
from wallctl.domain.observed import ScreenSize

NUMBERS_S = 10.0


class KeyHold(HoldButton):
    """Held by Space too: what is removed here acts on no picture by accident."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self.begin()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.cancel()
        else:
            super().keyReleaseEvent(event)


class ScreensStep(StepPanel):
    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, Step.SCREENS)
        self._another = False
        words, scale = kit.words, kit.scale
        self.room_name = field(words, "wizard.room_name")
        self.wall_name = field(words, "wizard.wall_name")
        self.numbers = self.button("wizard.numbers", self._numbers)
        self.turn = self.button("wizard.turn", self._turn)
        self.board = ScreenBoard(words, scale)
        self.board.changed.connect(self._moved)
        self.board.chosen_changed.connect(self._can)
        self.apply = self.button(self._label, self._apply)
        self.another = self.button("wizard.another", self._toggle_another)
        self.another.setCheckable(True)
        self.remove = KeyHold(words, scale, self._remove_label)
        self.remove.fired.connect(self._remove)
        self._touched = False
        self._known: tuple[object, ...] = ()
        names = QGridLayout()
        names.setSpacing(scale.mm(1.4))
        named = (("wizard.room_name", self.room_name), ("wizard.wall_name", self.wall_name))
        for n, (key, one) in enumerate(named):
            names.addWidget(Said(words, key, "muted"), n, 0)
            names.addWidget(one, n, 1)
        self.column.addLayout(names)
        self.column.addLayout(row(scale, self.numbers, self.turn, stretch=True))
        self.column.addWidget(self.board, 1)
        self.column.addWidget(self.apply)
        self.column.addLayout(row(scale, self.another, stretch=True))
        self.column.addWidget(self.remove)
        self.finish(stretch=False)

    def wall(self) -> Wall | None:
        """The wall at hand; none while another one is being made."""
        return None if self._another else super().wall()

    def first(self) -> QWidget:
        return self.board

    def refresh(self) -> None:
        """The board follows the room until somebody moves a screen on it."""
        show, wall = self.kit.hub.show, self.wall()
        found = self.pieces()
        outputs = show.outputs_of(wall.id) if wall else ()
        known = (found, outputs)
        if known != self._known:
            self._known = known
            seats = seats_of(outputs) or first_seats(found)
            self.board.show_pieces(found, self.board.seats if self._touched else seats)
        room = next(iter(show.rooms.values()), None)
        if room is not None and not self.room_name.isModified():
            self.room_name.setText(room.name)
        if not self.wall_name.isModified():
            self.wall_name.setText(wall.name if wall else self.kit.words("wizard.wall_usual"))
        self.apply.say()
        self._can()
        self._tell()

    def pieces(self) -> tuple[Piece, ...]:
        hub, wall = self.kit.hub, self.wall()
        mine = wall.id if wall else ""
        taken = [(o.node, o.screen) for o in hub.show.outputs.values() if o.wall != mine]
        found = pieces(hub.observed.nodes, own=own_screens(), taken=taken)
        outputs = hub.show.outputs_of(mine) if mine else ()
        return (*found, *missing_pieces(outputs, found)) if is_plain(outputs) else found

    def _label(self) -> str:
        grid = grid_of(self.board.seats)
        around = bounding(one.rect for one in self._places())
        key = "wizard.rearrange" if self.wall() else "wizard.build"
        size = f"{around.right}×{around.bottom}" if around else "0×0"
        return self.kit.words(key, columns=grid.w, rows=grid.h, size=size)

    def _places(self) -> tuple[OutputPlace, ...]:
        wall = self.wall()
        outputs = self.kit.hub.show.outputs_of(wall.id) if wall else ()
        gap = hidden(self.kit.hub.show, wall.id) if wall else None
        return places(
            self.board.seats,
            self.pieces(),
            hidden=gap or NO_GAP,
            known={(one.node, one.screen): one for one in outputs},
        )

    def _moved(self) -> None:
        self._touched = True
        self.apply.say()
        self._can()

    def _can(self) -> None:
        may = self.kit.rights.may("wall.arrange")
        wall = self.wall()
        plain = wall is None or is_plain(self.kit.hub.show.outputs_of(wall.id))
        self.apply.setEnabled(may and plain and bool(self._places()))
        there = bool(self.kit.hub.show.walls)
        self.another.setVisible(there)
        self.another.setChecked(self._another)
        self.remove.setVisible(there and not self._another)
        self.remove.setEnabled(self.kit.rights.may("wall.remove"))
        self.remove.say()
        self.turn.setEnabled(may and self.board.chosen in self.board.seats)
        self.numbers.setEnabled(bool(self.kit.hub.observed.nodes))

    def _turn(self) -> None:
        self.board.rotate()

    def _numbers(self) -> None:
        for node in self.kit.hub.observed.nodes:
            self.kit.actions.ask(WallIdentify(node=node.node, seconds=NUMBERS_S), self.numbers)

    def _apply(self) -> None:
        wall, made = self.wall(), self._places()
        name = self.wall_name.text().strip() or self.kit.words("wizard.wall_usual")
        ask = self.kit.actions.ask
        self._name_room()
        if wall is None:
            ask(WallAdd(name, outputs=made), self.apply, self._then("wall.add"))
            return
        if name != wall.name:
            ask(WallUpdate(wall.id, name=name))
        ask(WallArrange(wall.id, made), self.apply, self._then("wall.arrange"))

    def _toggle_another(self) -> None:
        """One more wall, of screens that are in none yet; pressed again, back to this one."""
        self._another = not self._another
        self._touched, self._known = False, ()
        self.wall_name.setModified(False)
        self.refresh()

    def _remove_label(self) -> str:
        """Says the room's name and the consequence: this cannot be undone."""
        wall = super().wall()
        room = next(iter(self.kit.hub.show.rooms.values()), None)
        if wall is None or room is None:
            return ""
        name = name_of(room, self.kit.words)
        return self.kit.words("wizard.remove", room=name if len(name) <= 14 else name[:13] + "…")

    def _remove(self) -> None:
        wall = self.wall()
        if wall is not None:
            self._touched = False
            self.kit.actions.ask(WallRemove(wall.id), self.remove, self._then("wall.remove"))

    def _name_room(self) -> None:
        room = next(iter(self.kit.hub.show.rooms.values()), None)
        name = self.room_name.text().strip()
        if room is not None and name and name != room.name:
            self.kit.actions.ask(RoomUpdate(name=name))

    def _then(self, kind: str) -> Callable[[Answer | None], None]:
        def then(answer: Answer | None) -> None:
            if answer is not None and answer.result is Result.DONE:
                self._touched = self._another = False
                made = dict(answer.fields).get("id", "")
                if kind == "wall.add" and made in self.kit.hub.show.walls:
                    self.kit.selection.choose_wall(made)
                self.room_name.setModified(False)
                self.wall_name.setModified(False)
                self._known = ()
                self.refresh()
            else:
                self.say_if_refused(kind, answer)

        return then

    def _tell(self) -> None:
        """What the glass says of the wall."""
        words, hub, wall = self.kit.words, self.kit.hub, self.wall()
        if wall is None:
            key = "wizard.screens.none" if hub.observed.nodes else "wizard.screens.no_node"
            self.told.setText(words(key))
            return
        seen, wanted = on_glass(hub.show, hub.observed, wall.id)
        missing = [s for one in reports(hub.observed, wall.id) for s in one.missing_screens]
        said = words("wizard.screens.shown", name=wall.name, m=seen, n=wanted)
        if missing:
            said += " · " + words("wizard.screens.missing", screens=" ".join(missing))
        if not is_plain(hub.show.outputs_of(wall.id)):
            said += "\n" + words("wizard.screens.windows")
        self.told.setText(said)


def own_screens() -> tuple[ScreenSize, ...]:
    """The screens that this desk's windows are on: none of them is for a wall."""
    found: dict[ScreenSize, None] = {}
    for window in QApplication.topLevelWidgets():
        if window.isVisible() and (screen := window.screen()) is not None:
            at = screen.geometry()
            found[ScreenSize(screen.name(), at.x(), at.y(), at.width(), at.height())] = None
    return tuple(found)
