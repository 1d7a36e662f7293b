"""Preview and thumbnails: pictures for the desk, drawn from the feeds without any window."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtGui import QImage, QPainter, QRegion

from ui.wall.echo import shrunk
from ui.wall.frames import FramePool, Shown
from ui.wall.geometry import OutputMap
from ui.wall.items import Item
from ui.wall.scene import WallScene
from ui.wall.stage import Stage
from ui.wall.views import Tools
from wallctl.domain.entities import Output, Overlay
from wallctl.domain.geometry import Rect, Size
from wallctl.domain.plan import FeedSpec, WallPlan
from wallctl.feeds.keys import FeedKey


class _Paper:
    """A surface that is only a picture."""

    def __init__(self, size: Size) -> None:
        self._image = QImage(size.w, size.h, QImage.Format.Format_RGB32)

    def resize(self, size: Size) -> None:
        self._image = QImage(size.w, size.h, QImage.Format.Format_RGB32)

    def paint(self, region: QRegion, draw: Callable[[QPainter], None]) -> None:
        painter = QPainter(self._image)
        try:
            draw(painter)
        finally:
            painter.end()

    def flush(self, region: QRegion) -> None:
        """There is no glass."""

    def picture(self) -> QImage:
        return self._image.copy()


class Rehearsal:
    """The preview of one wall in one size. Only what changed since the last picture is drawn."""

    def __init__(self, plan: WallPlan, width: int, tools: Tools) -> None:
        canvas = plan.canvas
        size = Size(width, max(1, round(width * canvas.h / canvas.w)))
        whole = Rect(0, 0, canvas.w, canvas.h)
        output = Output("preview", plan.wall, "", whole)
        self.width = width
        self._canvas = canvas
        self._stage = Stage(output, OutputMap(whole, size), _Paper(size), background=_no_ground)
        self._scene = WallScene(_rehearsed(plan), tools)
        self._shown: WallPlan | None = None
        self.last: QImage | None = None

    def fits(self, plan: WallPlan, width: int) -> bool:
        return plan.canvas == self._canvas and width == self.width

    def picture(
        self,
        plan: WallPlan,
        specs: Mapping[str, FeedSpec],
        draw: Mapping[tuple[str, str], FeedKey],
    ) -> QImage | None:
        """The preview as it is now; None where nothing changed since the last time."""
        wanted = _rehearsed(plan)
        if wanted != self._shown:
            self._scene.apply(wanted, specs, (self._stage,), time.monotonic())
            self._shown = wanted
        for view in self._scene.views.values():
            view.key = draw.get((plan.wall, view.tile.id))
        self._scene.second(time.time())
        self._scene.refresh(time.time())
        if not self._stage.dirty:
            return None
        self._stage.paint()
        self.last = self._stage.picture()
        return self.last


def newest(pool: FramePool, source: str) -> Shown | None:
    """The newest frame of any stream of a source."""
    found = [s for stream in ("sub", "main") if (s := pool.get(FeedKey(source, stream)))]
    return max(found, key=lambda s: s.frame.arrived_ns, default=None)


def thumbnail(shown: Shown, width: int) -> QImage:
    """A frame made small, in the proportions of its stream."""
    native = shown.frame.native
    height = max(1, round(width * native.h / max(1, native.w)))
    return shrunk(shown.image, Size(width, height))


def _rehearsed(plan: WallPlan) -> WallPlan:
    """The preview as if it were the program, without what lies above it."""
    return replace(
        plan,
        program=plan.preview,
        preview=(),
        ahead=(),
        serial=0,
        fade_ms=0,
        safe=False,
        testcard=False,
        visit=False,
        overlay=Overlay(plan.wall),
    )


def _no_ground(out: OutputMap) -> Item:
    raise LookupError("no background yet")
