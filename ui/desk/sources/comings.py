"""Field units that come on line: each coming is told once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from ui.common.feeds import best_feeds, has_picture, still_s
from ui.common.hub import Hub
from ui.common.pictures import Pictures
from wallctl.domain.entities import Source, SourceKind
from wallctl.domain.observed import FeedFigures, Picture

FIELD = frozenset(
    {
        SourceKind.BODY,
        SourceKind.BALL,
        SourceKind.DRONE,
        SourceKind.SATELLITE,
        SourceKind.VEHICLE,
    }
)
KEPT = 30
OFF_S = 10.0
"""A unit that was without a picture for less than this has not been away."""
_LOOK_MS = 500


@dataclass(frozen=True, slots=True)
class Coming:
    """A source that came on line. `at`: epoch s of the engine's clock."""

    source: str
    at: float


class Comings(QObject):
    """`came` with the id of the source. What is only now seen for the first time has not come: it
    must have been seen without a picture before, for a while."""

    came = Signal(str)
    changed = Signal()

    @classmethod
    def of(cls, hub: Hub, pictures: Pictures) -> Comings:
        """The hub's own: the list and the page tell of the same comings."""
        found = hub.findChild(cls)
        return found if isinstance(found, Comings) else cls(hub, pictures, hub)

    def __init__(self, hub: Hub, pictures: Pictures, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub, self._pictures = hub, pictures
        self._off: dict[str, float] = {}  # since when, epoch s
        self._on: set[str] = set()
        self._tried: dict[str, float] = {}  # opened without a picture yet, since when
        self._nodes: frozenset[str] = frozenset()
        self.recent: tuple[Coming, ...] = ()  # newest first
        self._soon = QTimer(self, singleShot=True, interval=_LOOK_MS)
        self._soon.timeout.connect(self.look)
        hub.observed_changed.connect(self._later)
        hub.connection_changed.connect(self._forget)
        pictures.arrived.connect(self._arrived)

    def look(self) -> None:
        """Compares what is live now with what was."""
        if not self._hub.connected:
            return
        nodes = frozenset(one.node for one in self._hub.observed.nodes)
        if nodes != self._nodes:
            self._nodes = nodes
            self._tried.clear()  # what a lost node was opening was not opened in vain
        feeds = best_feeds(self._hub.observed.feeds)
        ages = self._pictures.ages("thumbnail")
        now = self._hub.now()
        for source in self._hub.show.sources.values():
            if source.kind in FIELD:
                self._look_at(source, feeds, ages, now)

    def _look_at(
        self,
        source: Source,
        feeds: Mapping[str, FeedFigures],
        ages: Mapping[str, float],
        now: float,
    ) -> None:
        feed = feeds.get(source.id)
        young = ages.get(source.id, float("inf")) < still_s(source.medium)
        if has_picture(feed) or (feed is None and young):
            since = self._off.pop(source.id, None)
            self._tried.pop(source.id, None)
            self._on.add(source.id)
            if since is not None and now - since >= OFF_S:
                self.recent = (Coming(source.id, now), *self.recent)[:KEPT]
                self.came.emit(source.id)
                self.changed.emit()
        elif feed is not None and feed.picture is Picture.SLATE:
            # The slate says since when there has been none.
            self._on.discard(source.id)
            since = min(feed.since or now, now)
            self._off.setdefault(source.id, since)
        elif feed is not None and feed.picture is Picture.OPENING:
            self._tried.setdefault(source.id, now)
        elif feed is None and source.id in self._tried:
            # It was opened for its thumbnail and let go again without one.
            self._on.discard(source.id)
            self._off.setdefault(source.id, self._tried.pop(source.id))
        elif feed is None:
            self._on.discard(source.id)  # nobody looks at it any more: nothing is known

    def _arrived(self, kind: str, _: str) -> None:
        if kind == "thumbnail":
            self._later()

    def _later(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _forget(self) -> None:
        """A new look at everything: what was off before may have been on for hours."""
        self._off.clear()
        self._on.clear()
        self._tried.clear()
