"""What all drawers have in common: pace, delivered size, state and heartbeat."""

from __future__ import annotations

import time
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QImage

from ui.web.outlet import Outlet
from wallctl.domain.geometry import Size
from wallctl.domain.observed import Picture, Reason
from wallctl.domain.plan import FeedSpec

BEAT_MS = 800
RING_FULL_MS = 60  # the node gives a slot back with its next tick


@dataclass(frozen=True, slots=True)
class Asked:
    """What the node wants of a feed: px of the whole picture, pictures a second, drawn at all."""

    size: Size | None = None
    max_fps: float = 0.0
    playing: bool = True


def fitted(native: Size, wanted: Size | None) -> Size:
    """The size a picture is delivered in: within `wanted`, its shape kept, never enlarged."""
    if wanted is None or wanted.w <= 0 or wanted.h <= 0:
        return native
    scale = min(wanted.w / native.w, wanted.h / native.h, 1.0)
    return Size(max(1, round(native.w * scale)), max(1, round(native.h * scale)))


class Drawer(QObject):
    """Draws one source. Subclasses say `invalidate()` after a change and fill `paint()`.

    `native` is the picture's own size; a subclass sets it before the first `invalidate()`.
    """

    def __init__(self, spec: FeedSpec, outlet: Outlet, asked: Asked) -> None:
        super().__init__()
        self.spec = spec
        self.outlet = outlet
        self.asked = asked
        self.native = Size(max(1, spec.options.size.w), max(1, spec.options.size.h))
        self._fault: tuple[Reason, str] | None = None
        self._dirty = False
        self._drawn_at = 0.0
        self._pace = QTimer(self)
        self._pace.setSingleShot(True)
        self._pace.setTimerType(Qt.TimerType.PreciseTimer)
        self._pace.timeout.connect(self._deliver)
        self._beats = QTimer(self)
        self._beats.setInterval(BEAT_MS)
        self._beats.timeout.connect(self._beat)

    # --- to be filled by the kinds -------------------------------------------------------------

    def paint(self, image: QImage) -> None:
        """Fills the whole of `image`, whatever its size."""
        raise NotImplementedError

    def begin(self) -> None:
        """Starts loading or drawing."""
        raise NotImplementedError

    def end(self) -> None:
        """Lets go of everything."""

    def asked_changed(self) -> None:
        """The node wants another size or pace, or plays instead of keeping warm."""
        self.invalidate()

    def tend(self) -> None:
        """Called with each beat, also while the picture is not live."""

    def ready(self) -> bool:
        """Whether there is anything to paint."""
        return True

    # --- for the worker ------------------------------------------------------------------------

    def start(self) -> None:
        self.outlet.say(Picture.OPENING)
        self._beats.start()
        self.begin()

    def stop(self) -> None:
        self._beats.stop()
        self._pace.stop()
        self.end()
        self.deleteLater()

    def ask(self, asked: Asked) -> None:
        if asked != self.asked:
            self.asked = asked
            self._drawn_at = 0.0  # in the new size at once
            self._pace.stop()
            self.asked_changed()

    # --- for the kinds -------------------------------------------------------------------------

    @property
    def faulty(self) -> bool:
        return self._fault is not None

    def invalidate(self) -> None:
        """The picture changed: draw it, not sooner than the pace allows."""
        self._dirty = True
        if not self.asked.playing:
            if self.ready() and not self._fault:
                self.outlet.say(Picture.WARM)
            return
        if self._pace.isActive():
            return
        due = self._drawn_at + self._period_s() - time.monotonic()
        self._pace.start(max(0, round(due * 1000)))

    def fault(self, reason: Reason, detail: str = "") -> None:
        """Says why the picture is not live. The last good one stays in the ring."""
        self._fault = (reason, detail)
        self.outlet.say(Picture.STALE if self.outlet.shown else Picture.OPENING, reason, detail)

    def recovered(self) -> None:
        """The fault is over; live is said with the next picture."""
        self._fault = None
        self.invalidate()

    def _period_s(self) -> float:
        rates = [r for r in (self.spec.options.fps, self.asked.max_fps) if r > 0]
        return 1.0 / min(rates) if rates else 0.0

    def _deliver(self) -> None:
        if not self._dirty or not self.asked.playing or not self.ready() or self._fault:
            return
        size = fitted(self.native, self.asked.size)
        if not self.outlet.show(size, self.native, self.paint):
            self._pace.start(RING_FULL_MS)
            return
        self._dirty = False
        self._drawn_at = time.monotonic()
        self.outlet.say(Picture.LIVE)

    def _beat(self) -> None:
        self.tend()
        if self._fault is None and (self.outlet.shown or not self.asked.playing):
            self.outlet.beat()
        else:
            self.outlet.say_again()
