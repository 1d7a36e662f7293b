"""The line at the top: which room and wall, how node and engine do, the time. Nothing invented."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from ui.common.command_button import CommandButton
from ui.common.hub import Hub
from ui.common.labels import name_of
from ui.common.parts import Elided
from ui.common.scale import Scale
from ui.common.situation import SituationBadges
from ui.common.theme import font
from ui.common.words import Words
from ui.desk.alarm_bar import AlarmBar
from ui.desk.devices.ups import UpsLook, UpsWatch, ups_words
from ui.desk.selection import Selection
from wallctl.domain.entities import Kind

_OFFSET_TOLD_MS = 1000
NARROW_EM = 92
"""Below this many ems what is well is left out while there is an alarm."""


class StatusLine(QFrame):
    language_wanted = Signal()
    help_wanted = Signal()
    keys_wanted = Signal()

    def __init__(
        self,
        hub: Hub,
        selection: Selection,
        words: Words,
        scale: Scale,
    ) -> None:
        super().__init__()
        self._hub, self._selection, self._words, self._scale = hub, selection, words, scale
        self.setProperty("role", "bar")
        self._room = QLabel()
        self._room.setProperty("role", "title")
        self._walls = QHBoxLayout()
        self._walls.setSpacing(scale.mm(1.2))
        self.wall_buttons: dict[str, CommandButton] = {}
        self._mode = Elided("body")
        self._alarms: AlarmBar | None = None
        self._ups = UpsWatch()
        self._state = QLabel()
        self._state.setProperty("role", "muted")
        self._clock = QLabel()
        self._clock.setProperty("role", "title")
        self._clock.setFont(font(scale.large))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(scale.mm(4), scale.mm(1), scale.mm(4), scale.mm(1))
        layout.setSpacing(scale.mm(4))
        layout.addWidget(self._room)
        layout.addLayout(self._walls)
        self.situation = SituationBadges(hub, scale)
        layout.addWidget(self.situation)
        layout.addWidget(self._mode, 1)
        layout.addWidget(self._state)
        layout.addWidget(self._clock)
        self.setFixedHeight(scale.mm(12))
        self._second = QTimer(self, interval=250)
        self._second.timeout.connect(self._tick)
        self._second.start()
        hub.show_changed.connect(self._show_changed)
        hub.observed_changed.connect(self._refresh)
        hub.connection_changed.connect(self._refresh)
        selection.wall_changed.connect(self._refresh)
        words.changed.connect(self._refresh)
        self._tick()

    def add_seat(self, mode: QWidget, who: QWidget) -> None:
        """Show or edit mode beside the room's name, and who sits here before the clock."""
        row = self.layout()
        if isinstance(row, QHBoxLayout):
            row.insertWidget(1, mode)
            row.insertWidget(row.count() - 1, who)

    def add_alarms(self, bar: AlarmBar) -> None:
        """The alarms in the middle: while there is one it has the room of what is well."""
        self._alarms = bar
        row = self.layout()
        if isinstance(row, QHBoxLayout):
            row.insertWidget(row.indexOf(self._mode) + 1, bar)
        bar.top_changed.connect(self._refresh)
        self._refresh()

    def stop_clock(self) -> None:
        self._second.stop()

    def _tick(self) -> None:
        said = datetime.fromtimestamp(self._hub.now()).strftime("%H:%M:%S")
        if said != self._clock.text():
            self._clock.setText(said)

    def _show_changed(self, kinds: frozenset[Kind]) -> None:
        if kinds & {Kind.ROOM, Kind.WALL}:
            self._refresh()

    def _refresh(self) -> None:
        words, show = self._words, self._hub.show
        room = next(iter(show.rooms.values()), None)
        _put(self._room, name_of(room, words))
        self._refresh_walls()
        wall = show.walls.get(self._selection.wall)
        said = []
        if wall is not None:
            if len(show.walls) == 1:
                said.append(name_of(wall, words))
            said.append(f"{wall.canvas.w} × {wall.canvas.h}")
            if wall.visit:
                said.append(words("status.visit"))
            if wall.safe:
                said.append(words("status.safe"))
            if wall.testcard:
                said.append(words("status.testcard"))
        self._mode.say("    ".join(said))
        _put(self._state, self.state_words())
        self._make_room()

    def _refresh_walls(self) -> None:
        show = self._hub.show
        walls = sorted(show.walls.values(), key=lambda w: w.name)
        wanted = [w.id for w in walls] if len(walls) > 1 else []
        if wanted != list(self.wall_buttons):
            for old in self.wall_buttons.values():
                old.hide()
                old.deleteLater()
            self.wall_buttons = {}
            for id in wanted:
                button = CommandButton(
                    self._words,
                    self._scale,
                    lambda i=id: name_of(self._hub.show.walls.get(i), self._words, i),
                )
                button.setCheckable(True)
                button.fired.connect(lambda i=id: self._choose(i))
                self._walls.addWidget(button)
                self.wall_buttons[id] = button
        for id, button in self.wall_buttons.items():
            button.setChecked(id == self._selection.wall)
            button.say()

    def _choose(self, wall: str) -> None:
        self._selection.choose_wall(wall)
        self._refresh_walls()

    def state_words(self) -> str:
        """How engine and nodes do."""
        words, observed = self._words, self._hub.observed
        if self._hub.refused == "sign_in":
            return words("status.sign_in")
        if not self._hub.connected:
            return words("status.engine_lost")
        wanted = {o.node for o in self._hub.show.outputs.values()}
        there = wanted & {n.node for n in observed.nodes} - set(observed.lost_nodes)
        alarm = self._alarms is not None and self._alarms.top is not None
        ups, narrow = self._worst_ups(), self._is_narrow()
        if narrow and ups is not None and ups.grave:
            return ups_words(ups, words, short=alarm)
        said = [] if alarm or (narrow and ups is not None) else [words("status.engine")]
        said.append(words("status.nodes", n=len(there), all=len(wanted)))
        if ups is not None and (ups.grave or not alarm):
            said.append(ups_words(ups, words))
        late = [n for n in observed.nodes if abs(n.offset_ms) > _OFFSET_TOLD_MS]
        if late:
            said.append(words("status.offset", s=f"{late[0].offset_ms / 1000:+.1f}"))
        return "  ·  ".join(said)

    def _worst_ups(self) -> UpsLook | None:
        return self._ups.worst(self._hub.observed.devices, connected=self._hub.connected)

    def _is_narrow(self) -> bool:
        return self.width() < NARROW_EM * self._scale.body

    def _make_room(self) -> None:
        """What is well gives way to what is not."""
        row, bar = self.layout(), self._alarms
        if bar is None or not isinstance(row, QHBoxLayout):
            return
        alarm = bar.top is not None
        narrow, ups = self._is_narrow(), self._worst_ups()
        bar.make_narrow(narrow)
        self._mode.setVisible(not alarm)
        grave = ups is not None and ups.grave
        self._state.setVisible(not alarm or not narrow or grave)
        _put(self._state, self.state_words())
        self._state.setToolTip(ups_words(ups, self._words))
        row.setStretchFactor(bar, 1 if alarm else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()


def _put(label: QLabel, text: str) -> None:
    if label.text() != text:
        label.setText(text)
