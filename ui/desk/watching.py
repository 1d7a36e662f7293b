"""Which live pictures the desk wants: only what is in sight, within its budget."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from ui.common.hub import Hub
from ui.desk.centre import Centre
from ui.desk.selection import Selection
from ui.desk.sources_panel import SourcesPanel
from wallctl.wire.node import Wanted

ECHO_FPS = 1.0
PREVIEW_FPS = 1.0
THUMBNAILS_A_SECOND = 2.0
"""Of all thumbnails together."""
THUMBNAIL_PX = 128
_STEP_PX = 160


class Watching(QObject):
    def __init__(
        self, hub: Hub, selection: Selection, centre: Centre, sources: SourcesPanel
    ) -> None:
        super().__init__(centre)
        self._hub, self._selection, self._centre, self._sources = hub, selection, centre, sources
        self._asked: tuple[Wanted, ...] | None = None
        self._soon = QTimer(self, singleShot=True, interval=200)
        self._soon.timeout.connect(self._ask)
        for signal in (selection.wall_changed, sources.shown_changed, hub.connection_changed):
            signal.connect(self._soon.start)

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
        shown = self._sources.tree.shown()
        rate = min(0.5, THUMBNAILS_A_SECOND / max(1, len(shown)))
        return (
            Wanted(kind="program", id=wall, width=width, fps=ECHO_FPS),
            Wanted(kind="preview", id=wall, width=width, fps=PREVIEW_FPS),
            *(
                Wanted(kind="thumbnail", id=s, width=round(THUMBNAIL_PX * k), fps=round(rate, 3))
                for s in shown
            ),
        )

    def _ask(self) -> None:
        wanted = self.wanted()
        if wanted != self._asked:
            self._asked = wanted
            self._hub.room.watch(wanted)
