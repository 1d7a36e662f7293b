"""The source list: groups, and under each its sources, found by search, with tally and state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui.common.feeds import best_feeds, has_picture, is_fresh, still_s
from ui.common.hub import Hub
from ui.common.labels import ms_words, name_of, picture_words
from ui.common.plugged import port_words
from ui.common.shortening import shared_starts
from ui.common.words import Words
from wallctl.domain.entities import Carrier, Kind, Source, SourceKind
from wallctl.domain.observed import FeedFigures, Picture
from wallctl.domain.tally import Tally, tally

Index = QModelIndex | QPersistentModelIndex
ROW_ROLE = int(Qt.ItemDataRole.UserRole) + 1
GROUP_ROLE = int(Qt.ItemDataRole.UserRole) + 2
NO_INDEX = QModelIndex()
_NO_FLAGS = Qt.ItemFlag.NoItemFlags
_GROUP_FLAGS = Qt.ItemFlag.ItemIsEnabled
_ROW_FLAGS = _GROUP_FLAGS | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
PAGE = 60
"""Rows of a group that the view is given at a time; it asks for more as it scrolls."""


class Grouping(StrEnum):
    """What the sources are put together by."""

    KIND = "kind"
    DEPARTMENT = "department"
    CARRIER = "carrier"


@dataclass(frozen=True, slots=True)
class Row:
    """All that a source's row shows; rows that are equal look equal. The first `shared` words of
    the name are those of others too: where room is short they go first."""

    source: Source
    name: str
    shared: int
    place: str  # department · carrier
    figure: str  # latency, or ""
    state: str  # words when there is no live picture
    picture: Picture | None
    tally: Tally


@dataclass(slots=True)
class Group:
    key: str  # value of what the sources are grouped by
    sources: list[Source] = field(default_factory=list)  # of the search
    shown: int = 0
    online: int = 0
    all: int = 0


class SourceModel(QAbstractItemModel):
    """Two levels. `search` filters on every word typed, in any order, in either language."""

    def __init__(
        self,
        hub: Hub,
        words: Words,
        parent: QObject | None = None,
        *,
        stills: Callable[[], Mapping[str, float]] = dict,
    ) -> None:
        """`stills` gives the age in s of the newest thumbnail of each source that has one."""
        super().__init__(parent)
        self._hub, self._words, self._stills = hub, words, stills
        self._query = ""
        self._grouping = Grouping.KIND
        self._groups: list[Group] = []
        self._ordered: list[Source] = []  # by name
        self._shared: Mapping[str, int] = {}
        self._counts: Counter[str] = Counter()
        self._hay: dict[str, str] = {}
        self._rows: dict[str, Row] = {}
        self._place: dict[str, tuple[int, int]] = {}
        self._feeds: Mapping[str, FeedFigures] = {}
        self._tally: Mapping[str, Tally] = {}
        hub.show_changed.connect(self._show_changed)
        hub.observed_changed.connect(self._observed_changed)
        hub.connection_changed.connect(self._refresh)
        words.changed.connect(self._rebuild)

    # -- asked by the panel -------------------------------------------------------------------

    @property
    def query(self) -> str:
        return self._query

    @property
    def grouping(self) -> Grouping:
        return self._grouping

    def group_by(self, grouping: Grouping) -> None:
        if grouping is not self._grouping:
            self._grouping = grouping
            self._counts = Counter(self._key(s) for s in self._ordered)
            self._regroup()

    def search(self, query: str) -> None:
        """Every word of the query, in any order; `#` before a word looks for a tag."""
        query = query.strip().casefold().replace("＃", "#")
        if query != self._query:
            self._query = query
            self._regroup()

    def found(self) -> int:
        return sum(len(g.sources) for g in self._groups)

    def first(self) -> QModelIndex:
        """The first source, or an invalid index."""
        for number, group in enumerate(self._groups):
            if group.sources:
                return self.index(0, 0, self.index(number, 0))
        return QModelIndex()

    def index_of(self, source: str) -> QModelIndex:
        where = self._place.get(source)
        if where is None or where[1] >= self._groups[where[0]].shown:
            return QModelIndex()
        return self.index(where[1], 0, self.index(where[0], 0))

    def source_at(self, index: Index) -> Source | None:
        if not index.isValid() or index.internalId() == 0:
            return None
        return self._groups[index.internalId() - 1].sources[index.row()]

    def group_at(self, index: Index) -> str:
        """The key of a first-level row."""
        return self._groups[index.row()].key

    def title(self, group: Group) -> str:
        if self._grouping is Grouping.DEPARTMENT:
            return group.key or self._words("sources.no_department")
        return self._words(f"{self._grouping.value}.{group.key}")

    # -- Qt's own -----------------------------------------------------------------------------

    def index(self, row: int, column: int = 0, parent: Index = NO_INDEX) -> QModelIndex:
        if column != 0 or row < 0 or row >= self.rowCount(parent):
            return QModelIndex()
        return self.createIndex(row, 0, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, index: Index = NO_INDEX) -> QModelIndex:
        if not index.isValid() or index.internalId() == 0:
            return QModelIndex()
        return self.createIndex(index.internalId() - 1, 0, 0)

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        if not parent.isValid():
            return len(self._groups)
        return self._groups[parent.row()].shown if parent.internalId() == 0 else 0

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        return 1

    def canFetchMore(self, parent: Index) -> bool:
        if not parent.isValid() or parent.internalId() != 0:
            return False
        group = self._groups[parent.row()]
        return group.shown < len(group.sources)

    def fetchMore(self, parent: Index) -> None:
        group = self._groups[parent.row()]
        more = min(PAGE, len(group.sources) - group.shown)
        self.beginInsertRows(QModelIndex(parent), group.shown, group.shown + more - 1)
        group.shown += more
        self.endInsertRows()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        source = self.source_at(index)
        if source is None:
            return self._group_data(self._groups[index.row()], role)
        if role == ROW_ROLE:
            return self._row(source)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return name_of(source, self._words)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            row = self._row(source)
            said = (row.name, row.place, row.figure, row.state, tally_words(row.tally, self._words))
            return " ".join(part for part in said if part)
        return None

    def _group_data(self, group: Group, role: int) -> Any:
        if role == GROUP_ROLE:
            return group
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{self.title(group)} {self.count_words(group)}"
        return None

    def count_words(self, group: Group) -> str:
        return self._words("sources.count", online=group.online, all=group.all)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return _NO_FLAGS
        return _ROW_FLAGS if index.internalId() else _GROUP_FLAGS

    # -- following the room -------------------------------------------------------------------

    def _show_changed(self, kinds: frozenset[Kind]) -> None:
        if Kind.SOURCE in kinds:
            self._rebuild()
        if kinds & {Kind.TILE, Kind.PROGRAM, Kind.WALL}:
            self._refresh()

    def _observed_changed(self) -> None:
        self._feeds = best_feeds(self._hub.observed.feeds)
        self._refresh()

    def _rebuild(self) -> None:
        self._ordered = sorted(self._hub.show.sources.values(), key=lambda s: s.name)
        self._hay = {s.id: self._straw(s) for s in self._ordered}
        self._counts = Counter(self._key(s) for s in self._ordered)
        names = {s.id: name_of(s, self._words) for s in self._ordered}
        self._shared = shared_starts(names)
        self._tally = self._count()
        self._regroup()

    def _count(self) -> dict[str, Tally]:
        patrols = self._hub.observed.patrols
        return tally(self._hub.show, {(p.wall, p.tile): p.source for p in patrols})

    def _straw(self, s: Source) -> str:
        tags = (f"#{tag}" for tag in s.tags)
        parts = (s.name, s.name_en, s.id, s.code, s.department, s.place, *tags)
        words = (self._words(f"kind.{s.kind.value}"), self._words(f"carrier.{s.carrier.value}"))
        return " ".join((*parts, *words)).casefold()

    def _key(self, s: Source) -> str:
        match self._grouping:
            case Grouping.KIND:
                return s.kind.value
            case Grouping.CARRIER:
                return s.carrier.value
            case Grouping.DEPARTMENT:
                return s.department

    def _keys(self) -> list[str]:
        """All groups there can be, in order; sources without a department come last."""
        match self._grouping:
            case Grouping.KIND:
                return [kind.value for kind in SourceKind]
            case Grouping.CARRIER:
                return [carrier.value for carrier in Carrier]
            case Grouping.DEPARTMENT:
                return sorted(self._counts, key=lambda name: (not name, name))

    def _regroup(self) -> None:
        self.beginResetModel()
        terms = self._query.split()
        groups = {key: Group(key) for key in self._keys()}
        found = self._ordered
        for term in terms:
            found = [s for s in found if term in self._hay[s.id]]
        for s in found:
            groups[self._key(s)].sources.append(s)
        for key, count in self._counts.items():
            groups[key].all = count
        counts = self._online()
        self._groups = [g for g in groups.values() if g.sources]
        for group in self._groups:
            group.shown = min(PAGE, len(group.sources))
            group.online = counts[group.key]
        self._rows.clear()
        self._place = {
            s.id: (number, row)
            for number, group in enumerate(self._groups)
            for row, s in enumerate(group.sources)
        }
        self.endResetModel()

    def _refresh(self) -> None:
        """Redraws only the rows whose look changed."""
        self._tally = self._count()
        for id, old in list(self._rows.items()):
            if (new := self._make(old.source)) != old:
                self._rows[id] = new
                at = self.index_of(id)
                if at.isValid():
                    self.dataChanged.emit(at, at)
        counts = self._online()
        for number, group in enumerate(self._groups):
            online = counts[group.key]
            if online != group.online:
                group.online = online
                at = self.index(number, 0)
                self.dataChanged.emit(at, at)

    def _online(self) -> Counter[str]:
        """How many sources of each group deliver now; by the feeds, which are far fewer."""
        known = self._hub.show.sources
        ids = {id for id, feed in self._feeds.items() if has_picture(feed)}
        for id, age in self._stills().items():
            source = known.get(id)
            if id not in self._feeds and source is not None and age < still_s(source.medium):
                ids.add(id)
        return Counter(self._key(known[id]) for id in ids if id in known)

    def _row(self, source: Source) -> Row:
        row = self._rows.get(source.id)
        if row is None:
            row = self._rows[source.id] = self._make(source)
        return row

    def _make(self, s: Source) -> Row:
        feed = self._feeds.get(s.id)
        carrier = self._words(f"carrier.{s.carrier.value}")
        port = port_words(self._hub.show, s, self._words)
        fresh = self._hub.connected and is_fresh(feed)
        figure = ms_words(feed.frame_age_ms, self._words) if fresh and feed else ""
        return Row(
            source=s,
            name=name_of(s, self._words),
            shared=self._shared.get(s.id, 0),
            place=" · ".join(part for part in (s.department, carrier, port) if part),
            figure=figure,
            state=picture_words(feed, self._words, self._hub.now()) if feed else "",
            picture=feed.picture if feed else None,
            tally=self._tally.get(s.id, Tally()),
        )


def tally_words(used: Tally, words: Words) -> str:
    said = []
    if used.program:
        said.append(words("tally.program", n=used.program))
    if used.preview:
        said.append(words("tally.preview"))
    return " ".join(said)
