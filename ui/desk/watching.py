"""Which live pictures the desk wants: only what is in sight, within its budget."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import floor

from PySide6.QtCore import QObject, QTimer

from ui.common.hub import Hub
from ui.common.pictures import Pictures
from ui.desk.centre import Centre
from ui.desk.selection import Selection
from ui.desk.sources.comings import FIELD
from ui.desk.sources_panel import SourcesPanel
from wallctl.wire.node import Wanted

ECHO_FPS = 1.0
PREVIEW_FPS = 1.0
MOVING_FPS = 5.0
"""Of the preview while a camera is in the hand: who moves it must see it move."""
THUMBNAILS_A_SECOND = 2.0
"""Of all thumbnails together, wherever they are in sight."""
FIELD_A_SECOND = 0.4
"""Of those, for field units that nobody has in sight: so that their coming is seen."""
FIELD_MOST = 40
THUMBNAIL_PX = 128
_STEP_PX = 160


class Watching(QObject):
    def __init__(
        self,
        hub: Hub,
        selection: Selection,
        centre: Centre,
        sources: SourcesPanel,
        pictures: Pictures,
    ) -> None:
        super().__init__(centre)
        self._hub, self._selection, self._centre, self._sources = hub, selection, centre, sources
        self._pictures = pictures
        self.quick: Callable[[], bool] = lambda: False
        self._asked: tuple[Wanted, ...] | None = None
        self._soon = QTimer(self, singleShot=True, interval=200)
        self._soon.timeout.connect(self._ask)
        for signal in (
            selection.wall_changed,
            sources.shown_changed,
            hub.connection_changed,
            hub.show_changed,
            pictures.wanted_changed,
        ):
            signal.connect(lambda *_: self._soon.start())

    def later(self) -> None:
        """The window was resized, hidden or shown."""
        self._soon.start()

    def wanted(self) -> tuple[Wanted, ...]:
        window = self._centre.window()
        wall = self._selection.wall
        if not window.isVisible() or window.isMinimized() or not wall:
            return ()
        k = self._centre.devicePixelRatioF()
        width = round(self._centre.preview.area().width() * k)
        width = max(_STEP_PX, -(-width // _STEP_PX) * _STEP_PX)
        preview = MOVING_FPS if self.quick() else PREVIEW_FPS
        return (
            Wanted(kind="program", id=wall, width=width, fps=ECHO_FPS),
            Wanted(kind="preview", id=wall, width=width, fps=preview),
            *self._thumbnails(k),
        )

    def _thumbnails(self, k: float) -> list[Wanted]:
        """All of them share one budget; the larger of two wanted sizes serves both."""
        least = round(THUMBNAIL_PX * k)
        sizes = dict.fromkeys(self._sources.tree.shown(), least)
        for source, width in self._pictures.wanted().items():
            sizes[source] = max(width, sizes.get(source, 0))
        field = self._unseen_field_units(sizes)
        spare = FIELD_A_SECOND if field else 0.0
        rate = min(0.5, (THUMBNAILS_A_SECOND - spare) / max(1, len(sizes)))
        slow = spare / max(1, len(field))
        return [
            *(_thumbnail(source, width, rate) for source, width in sizes.items()),
            *(_thumbnail(source, least, min(rate, slow)) for source in field),
        ]

    def _unseen_field_units(self, seen: Mapping[str, int]) -> list[str]:
        """Those that neither the wall nor a view looks at."""
        played = {feed.source for feed in self._hub.observed.feeds}
        found = sorted(
            s.id
            for s in self._hub.show.sources.values()
            if s.kind in FIELD and s.id not in seen and s.id not in played
        )
        return found[:FIELD_MOST]

    def _ask(self) -> None:
        wanted = self.wanted()
        if wanted != self._asked:
            self._asked = wanted
            self._hub.room.watch(wanted)


def _thumbnail(source: str, width: int, rate: float) -> Wanted:
    # Rounded down: the budget is that of all together.
    return Wanted(kind="thumbnail", id=source, width=width, fps=floor(rate * 1000) / 1000)
