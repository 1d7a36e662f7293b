"""The points of a device, so many at a time, and its acts."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from ui.common.command_button import CommandButton
from ui.common.parts import Elided
from ui.desk.devices.acts import ActRow
from ui.desk.devices.looks import is_old
from ui.desk.devices.point_row import PointRow
from ui.desk.kit import Kit
from wallctl.domain.devices.entities import Desired, Device
from wallctl.domain.devices.families import FamilyCard
from wallctl.domain.devices.observed import Availability, DeviceState, PointState, Verdict
from wallctl.domain.devices.points import Point

PAGE = 16
_WORST = (Verdict.FAILED, Verdict.DRIFTED, Verdict.PENDING)


class PointsBox(QWidget):
    """Where there are many, those that are wrong come first; then what can be set, then what is
    only read."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.kit = kit
        words, scale = kit.words, kit.scale
        self._device: Device | None = None
        self._card: FamilyCard | None = None
        self._points: tuple[Point, ...] = ()
        self._state: DeviceState | None = None
        self._desired: Mapping[str, Desired] = {}
        self._page = 0
        self._order: tuple[str, ...] = ()
        self.rows: dict[str, PointRow] = {}
        self.acts: list[ActRow] = []
        self.find = QLineEdit()
        self.find.textChanged.connect(lambda _: self._turn(0))
        self.before = CommandButton(words, scale, "devices.page_before", repeat_ms=0)
        self.after = CommandButton(words, scale, "devices.page_after", repeat_ms=0)
        self.before.fired.connect(lambda: self._turn(self._page - 1))
        self.after.fired.connect(lambda: self._turn(self._page + 1))
        self.where = Elided("muted")
        self.none = QLabel()
        self.none.setProperty("role", "muted")
        self.none.setWordWrap(True)
        self._pager = QWidget()
        pager = QHBoxLayout(self._pager)
        pager.setContentsMargins(0, 0, 0, 0)
        pager.setSpacing(scale.mm(1.2))
        pager.addWidget(self.where, 1)
        pager.addWidget(self.before)
        pager.addWidget(self.after)
        self._column, self._acts = QVBoxLayout(), QVBoxLayout()
        for layout in (self._column, self._acts):
            layout.setSpacing(scale.mm(0.8))
        self._acts_title = QLabel()
        self._acts_title.setProperty("role", "muted")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(scale.mm(0.8))
        whole.addWidget(self.find)
        whole.addWidget(self.none)
        whole.addLayout(self._column)
        whole.addWidget(self._pager)
        whole.addWidget(self._acts_title)
        whole.addLayout(self._acts)
        words.changed.connect(self._say)
        self._say()

    # -- which --------------------------------------------------------------------------------

    def open(self, device: Device, card: FamilyCard | None) -> None:
        """Another device, or a changed one: all rows are made anew."""
        if (device, card) == (self._device, self._card):
            return
        if self._device is None or self._device.id != device.id:
            self._page = 0
            self.find.clear()
        self._device, self._card = device, card
        self._points, self._order = (), ()
        self._drop()
        for spec in card.acts if card is not None else ():
            if not spec.key and device.enabled:
                act = ActRow(self.kit, device, spec)
                self.acts.append(act)
                self._acts.addWidget(act)
        self.allow()

    def clear(self) -> None:
        self._device, self._card, self._points, self._order = None, None, (), ()
        self._drop()

    def put(
        self,
        state: DeviceState | None,
        desired: Mapping[str, Desired],
        *,
        now: float,
        away: bool,
    ) -> None:
        """What it says now and what is wanted of it."""
        self._state, self._desired = state, desired
        points = state.points if state is not None else ()
        if points != self._points:
            self._points = points
            self._fill()
        online = state is not None and state.availability is Availability.ONLINE and not away
        gone = state.since if state is not None and not online and not away else 0.0
        states = {one.key: one for one in state.states} if state is not None else {}
        for key, row in self.rows.items():
            one = states.get(key, PointState(key))
            heard = one.heard or gone
            row.put(one, desired.get(key), now=now, old=is_old(one, online=online), heard=heard)

    def lost(self) -> None:
        for row in self.rows.values():
            row.lost()

    def allow(self) -> None:
        may = self.kit.rights.may("device.act")
        self._acts_title.setVisible(bool(self.acts) and may)
        for act in self.acts:
            act.allow()
        for row in self.rows.values():
            row.allow()

    # -- rows ---------------------------------------------------------------------------------

    def _turn(self, page: int) -> None:
        self._page = page
        self._fill()
        self._refill()

    def _refill(self) -> None:
        hub = self.kit.hub
        self.put(self._state, self._desired, now=hub.now(), away=not hub.connected)

    def _fill(self) -> None:
        """The rows of this page; those that stay the same are kept."""
        device = self._device
        if device is None:
            return
        found = self._found()
        pages = max(1, -(-len(found) // PAGE))
        self._page = min(max(self._page, 0), pages - 1)
        part = found[self._page * PAGE : (self._page + 1) * PAGE]
        self.find.setVisible(len(self._points) > PAGE)
        self._pager.setVisible(pages > 1)
        self.before.setEnabled(self._page > 0)
        self.after.setEnabled(self._page < pages - 1)
        words = self.kit.words
        first = self._page * PAGE
        self.where.say(
            words("devices.page", first=first + 1, last=first + len(part), all=len(found))
        )
        self.none.setVisible(not part)
        keys = {one.key: one for one in part}
        for key in tuple(self.rows):
            if keys.get(key) != self.rows[key].point:
                _bury(self.rows.pop(key))
        for at, point in enumerate(part):
            row = self.rows.get(point.key)
            if row is None:
                row = self.rows[point.key] = PointRow(self.kit, device, point, self._card)
            if self._column.indexOf(row) != at:
                self._column.insertWidget(at, row)
        self.rows = {one.key: self.rows[one.key] for one in part}

    def _found(self) -> list[Point]:
        terms = self.find.text().casefold().split()
        states = {one.key: one for one in self._state.states} if self._state is not None else {}

        def rank(point: Point) -> tuple[int, int]:
            one = states.get(point.key)
            worst = one is not None and one.verdict in _WORST and len(self._points) > PAGE
            return 0 if worst else 1, 0 if point.settable else 1

        hay = {
            p.key: f"{p.key} {p.text.zh} {p.text.en} {p.capability.value}".casefold()
            for p in self._points
        }
        return sorted(
            (p for p in self._points if all(term in hay[p.key] for term in terms)), key=rank
        )

    def _drop(self) -> None:
        for row in (*self.rows.values(), *self.acts):
            _bury(row)
        self.rows, self.acts = {}, []
        for part in (self.find, self._pager, self.none, self._acts_title):
            part.hide()

    def _say(self) -> None:
        words = self.kit.words
        self.find.setPlaceholderText(words("devices.find_point"))
        self.find.setAccessibleName(words("devices.find_point"))
        self.none.setText(words("devices.no_points"))
        self._acts_title.setText(words("devices.acts"))


def _bury(widget: QWidget) -> None:
    focus = QApplication.focusWidget()
    if focus is not None and widget.isAncestorOf(focus):
        focus.clearFocus()
    widget.hide()
    widget.setParent(None)
    widget.deleteLater()
