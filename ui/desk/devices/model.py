"""The list of devices as Qt's model: a row is drawn again only when its own device changed."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui.common.hub import Hub
from ui.common.labels import name_of
from ui.common.words import Words
from ui.desk.devices.listing import Filter, ListRow, RowKind, listed
from ui.desk.devices.looks import WELL, Look, counted, look_at
from ui.desk.devices.row_words import RowWords, row_words
from ui.desk.families import Families
from wallctl.domain.devices.entities import Device
from wallctl.domain.devices.observed import DeviceState
from wallctl.domain.entities import Kind

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()
ROW_ROLE = int(Qt.ItemDataRole.UserRole) + 1
WORDS_ROLE = int(Qt.ItemDataRole.UserRole) + 2


class DeviceRows(QAbstractListModel):
    """Asleep it follows nothing: nobody sees it. `kept` are shown whether healthy or not."""

    def __init__(
        self, hub: Hub, words: Words, families: Families, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._hub, self._words, self._families = hub, words, families
        self._query, self._filter = "", Filter.ALL
        self._awake = True
        self._opened: set[str] = set()
        self._kept: frozenset[str] = frozenset()
        self._states: dict[str, DeviceState] = {}
        self._looks: dict[str, Look] = {}
        self._hay: dict[str, str] = {}
        self._rows: list[ListRow] = []
        self._told: dict[str, RowWords] = {}
        hub.show_changed.connect(self._show_changed)
        hub.observed_changed.connect(self._observed)
        hub.connection_changed.connect(self._draw_all)
        families.changed.connect(self._rebuild)
        words.changed.connect(self._rebuild)
        self._rebuild()

    # -- asked by the view --------------------------------------------------------------------

    @property
    def rows(self) -> list[ListRow]:
        return self._rows

    @property
    def old(self) -> bool:
        """Whether nothing of it is news: the engine is away."""
        return not self._hub.connected

    def wake(self, awake: bool) -> None:
        if awake and not self._awake:
            self._awake = True
            self._rebuild()
        self._awake = awake

    def search(self, query: str) -> None:
        self._query = query.strip().casefold()
        self._relist()

    def show_only(self, show: Filter) -> None:
        self._filter = show
        self._relist()

    def fold(self, key: str, *, open: bool) -> None:
        if open != (key in self._opened):
            (self._opened.add if open else self._opened.discard)(key)
            self._relist()

    def keep(self, devices: Collection[str]) -> None:
        """These stay in sight, also when they become healthy. Takes hold with the next change of
        the list: nothing moves under the hand that chooses."""
        self._kept = frozenset(devices)

    def row_of(self, key: str) -> int:
        return next((n for n, row in enumerate(self._rows) if row.key == key), -1)

    def look(self, device: str) -> Look | None:
        return self._looks.get(device)

    def counts(self) -> tuple[int, int]:
        """(abnormal, all) of the whole room."""
        health = counted(self._looks)
        ill = sum(n for one, n in health.items() if one not in WELL)
        return ill, len(self._looks)

    # -- Qt's own -----------------------------------------------------------------------------

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        match role:
            case r if r == ROW_ROLE:
                return row
            case r if r == WORDS_ROLE:
                return self._words_of(row)
            case Qt.ItemDataRole.DisplayRole:
                return self._words_of(row).title
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                told = self._words_of(row)
                return "\n".join(part for part in (told.title, told.detail, told.at) if part)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        row = self._rows[index.row()]
        if row.kind is RowKind.GROUP:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def _words_of(self, row: ListRow) -> RowWords:
        known = self._told.get(row.key)
        if known is None:
            state = self._states.get(row.key)
            card = self._families.card(row.look.device.driver) if row.look is not None else None
            known = row_words(row, state, card, self._words, self._hub.now())
            self._told[row.key] = known
        return known

    # -- following the room -------------------------------------------------------------------

    def _show_changed(self, kinds: frozenset[Kind]) -> None:
        if Kind.DEVICE in kinds and self._awake:
            self._rebuild()

    def _observed(self) -> None:
        """Only devices that told something: what did not change is the same object."""
        if not self._awake:
            return
        devices = self._hub.show.all(Device)
        moved: list[str] = []
        there: set[str] = set()
        for state in self._hub.observed.devices:
            there.add(state.device)
            if self._states.get(state.device) is not state:
                self._states[state.device] = state
                moved.append(state.device)
        gone = [id for id in self._states if id not in there]
        for id in gone:
            del self._states[id]
        ill = False
        for id in (*moved, *gone):
            device = devices.get(id)
            if device is None:
                continue
            look = look_at(device, self._states.get(id))
            before = self._looks.get(id)
            if look != before:
                self._looks[id] = look
                ill = ill or before is None or before.health is not look.health
                self._told.pop(id, None)
                if before is None or look.model != before.model:
                    self._hay[id] = self._straw(device)
                if not ill:
                    self._draw(id, look)
        if ill:
            self._relist()

    def _draw(self, device: str, look: Look) -> None:
        at = self.row_of(device)
        if at >= 0:
            row = self._rows[at]
            self._rows[at] = ListRow(
                row.kind, row.key, row.place, row.rack, look=look, health=look.health
            )
            index = self.index(at)
            self.dataChanged.emit(index, index)

    def _draw_all(self) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def _rebuild(self) -> None:
        devices = self._hub.show.all(Device)
        self._states = {one.device: one for one in self._hub.observed.devices}
        self._looks = {id: look_at(one, self._states.get(id)) for id, one in devices.items()}
        self._hay = {id: self._straw(one) for id, one in devices.items()}
        self._told.clear()
        self._relist()

    def _straw(self, device: Device) -> str:
        card = self._families.card(device.driver)
        family = (card.title.zh, card.title.en, card.makers) if card is not None else ()
        options = (str(value) for key, value in device.options if key in ("host", "url", "serial"))
        look = self._looks.get(device.id)
        parts = (
            *(name_of(device, self._words), device.name, device.name_en, device.id, device.driver),
            *(device.place, device.rack, device.note, look.model if look is not None else ""),
            *family,
            *options,
        )
        return " ".join(parts).casefold()

    def _relist(self) -> None:
        """The rows anew; where they are the same ones, only those that differ are drawn."""
        rows = listed(
            self._looks.values(),
            hay=lambda device: self._hay.get(device, ""),
            query=self._query,
            show=self._filter,
            opened=self._opened,
            kept=self._kept,
        )
        if [row.key for row in rows] != [row.key for row in self._rows]:
            self.beginResetModel()
            for row in rows:
                if row.kind is not RowKind.DEVICE:
                    self._told.pop(row.key, None)
            self._rows = rows
            self.endResetModel()
            return
        for at, (old, new) in enumerate(zip(self._rows, rows, strict=True)):
            if old != new:
                self._told.pop(new.key, None)
                self._rows[at] = new
                self.dataChanged.emit(self.index(at), self.index(at))
