"""All sources as a table: what they are, how they do, found by the same search as the list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from ui.common.feeds import best_feeds, has_picture
from ui.common.hub import Hub
from ui.common.labels import name_of, picture_words
from ui.common.shortening import shared_starts, shortened
from ui.common.words import Words
from wallctl.domain.entities import Kind, Source
from wallctl.domain.observed import FeedFigures
from wallctl.domain.tally import Tally, tally

Index = QModelIndex | QPersistentModelIndex
COLUMNS = ("name", "kind", "department", "state")
NO_INDEX = QModelIndex()
_MARGIN_PX = 4
"""Of the text in its cell."""


class SourceTable(QAbstractTableModel):
    """Rows keep their place while the search stays; `at` gives the source of a row. Asleep it
    follows nothing: nobody sees it."""

    def __init__(self, hub: Hub, words: Words) -> None:
        super().__init__()
        self._hub, self._words = hub, words
        self._query = ""
        self._awake, self._stale = True, False
        self._rows: list[Source] = []
        self._shared: Mapping[str, int] = {}
        self._hay: list[tuple[str, Source]] = []
        self._feeds: Mapping[str, FeedFigures] = {}
        self._tally: Mapping[str, Tally] = {}
        hub.show_changed.connect(self._show_changed)
        hub.observed_changed.connect(self._observed)
        words.changed.connect(self._rebuild)
        self._rebuild()

    def wake(self, awake: bool) -> None:
        """Whether somebody sees it."""
        self._awake = awake
        if awake and self._stale:
            self._rebuild()
        elif awake:
            self._observed()

    def search(self, query: str) -> None:
        self._query = query.strip().casefold().replace("＃", "#")
        self._filter()

    def at(self, row: int) -> Source:
        return self._rows[row]

    def shared(self, row: int) -> int:
        """How many leading words of its name others have too."""
        return self._shared.get(self._rows[row].id, 0)

    def row_of(self, source: str) -> int:
        """Its row; -1 where the search leaves it out."""
        return next((n for n, one in enumerate(self._rows) if one.id == source), -1)

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            column = COLUMNS[section]
            return self._words("table.state" if column == "state" else f"column.{column}")
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
        ):
            return None
        return self._text(self._rows[index.row()], COLUMNS[index.column()])

    def _text(self, source: Source, column: str) -> str:
        match column:
            case "name":
                return name_of(source, self._words)
            case "kind":
                return self._words(f"kind.{source.kind.value}")
            case "department":
                carrier = self._words(f"carrier.{source.carrier.value}")
                return " · ".join(part for part in (source.department, carrier) if part)
            case _:
                return self._state(source)

    def _state(self, source: Source) -> str:
        feed = self._feeds.get(source.id)
        used = self._tally.get(source.id, Tally())
        said = []
        if used.program:
            said.append(self._words("tally.program", n=used.program))
        if has_picture(feed):
            said.append(self._words("table.live"))
        elif feed is not None:
            said.append(picture_words(feed, self._words, self._hub.now()))
        return " · ".join(said)

    def _show_changed(self, kinds: frozenset[Kind]) -> None:
        if not self._awake:
            self._stale = True
        elif Kind.SOURCE in kinds:
            self._rebuild()
        elif kinds & {Kind.TILE, Kind.PROGRAM, Kind.WALL}:
            self._tally = tally(self._hub.show)
            self._refresh()

    def _observed(self) -> None:
        if self._awake:
            self._feeds = best_feeds(self._hub.observed.feeds)
            self._refresh()

    def _refresh(self) -> None:
        if self._rows:
            state = COLUMNS.index("state")
            self.dataChanged.emit(self.index(0, state), self.index(len(self._rows) - 1, state))

    def _rebuild(self) -> None:
        self._stale = False
        sources = sorted(self._hub.show.sources.values(), key=lambda s: (s.name, s.id))
        self._shared = shared_starts({s.id: name_of(s, self._words) for s in sources})
        self._hay = [(self._straw(s), s) for s in sources]
        self._tally = tally(self._hub.show)
        self._feeds = best_feeds(self._hub.observed.feeds)
        self._filter()

    def _straw(self, s: Source) -> str:
        words = (self._words(f"kind.{s.kind.value}"), self._words(f"carrier.{s.carrier.value}"))
        tags = (f"#{tag}" for tag in s.tags)
        parts = (s.name, s.name_en, s.id, s.code, s.department, s.place, s.main, *words, *tags)
        return " ".join(parts).casefold()

    def _filter(self) -> None:
        terms = self._query.split()
        self.beginResetModel()
        self._rows = [s for hay, s in self._hay if all(term in hay for term in terms)]
        self.endResetModel()


class NameDelegate(QStyledItemDelegate):
    """Names that do not fit lose what they share with others first."""

    def __init__(self, rows: SourceTable) -> None:
        super().__init__(rows)
        self._rows = rows

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        metrics = QFontMetricsF(option.font)
        room = option.rect.width() - 2 * _MARGIN_PX
        option.text = shortened(option.text, self._rows.shared(index.row()), metrics, room)
