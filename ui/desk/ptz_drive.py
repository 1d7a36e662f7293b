"""The hand on a camera: says at once that it moves, and again and again, and lets go at once."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from ui.common.hub import Hub
from ui.desk.actions import Actions
from wallctl.domain.commands import Answer, PtzMove, PtzStop, Result

RENEW_MS = 200
"""Well within the half second after which the engine stops the camera by itself."""
_STEPS = 20


@dataclass(frozen=True, slots=True)
class Wish:
    """Where the hand pulls: right, up and closer are positive, each -1..1."""

    pan: float = 0.0
    tilt: float = 0.0
    zoom: float = 0.0

    def __bool__(self) -> bool:
        return self != Wish()


class PtzDrive(QObject):
    """`changed` says that the wish changed. What the engine says against it ends the movement and
    is told in the log line."""

    changed = Signal()

    def __init__(self, hub: Hub, actions: Actions, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub, self._actions = hub, actions
        self._source = ""
        self._wish = Wish()
        self._waits = False  # one renewal under way at a time: a slow line piles nothing up
        self._renew = QTimer(self, interval=RENEW_MS)
        self._renew.timeout.connect(self._send)
        hub.connection_changed.connect(self._connection_changed)

    @property
    def source(self) -> str:
        return self._source

    @property
    def wish(self) -> Wish:
        return self._wish

    def choose(self, source: str) -> None:
        """Another camera comes under the hand; the one before is let go."""
        if source != self._source:
            self.halt()
            self._source = source

    def go(self, pan: float = 0.0, tilt: float = 0.0, zoom: float = 0.0) -> None:
        """Pulls this way from now on, until `halt`. Nothing at all is a halt."""
        wish = Wish(_stepped(pan), _stepped(tilt), _stepped(zoom))
        if not wish or not self._source:
            self.halt()
            return
        if wish != self._wish:
            self._wish = wish
            self._renew.start()
            self.changed.emit()
            self._send(now=True)

    def halt(self) -> None:
        """Lets go; the stop does not wait for anything that is under way."""
        if self._wish:
            self._wish = Wish()
            self._renew.stop()
            self._waits = False
            self._actions.ask(PtzStop(self._source), quiet=True)
            self.changed.emit()

    def _send(self, *, now: bool = False) -> None:
        if self._waits and not now:
            return
        self._waits = True
        wish = self._wish
        self._actions.ask(
            PtzMove(self._source, wish.pan, wish.tilt, wish.zoom),
            quiet=True,
            then=lambda answer: self._answered(wish, answer),
        )

    def _answered(self, wish: Wish, answer: Answer | None) -> None:
        if wish is not self._wish:
            return
        self._waits = False
        if answer is None or answer.result is not Result.DONE:
            self._wish = Wish()
            self._renew.stop()
            self.changed.emit()

    def _connection_changed(self) -> None:
        """A camera nobody can be told about is not in this hand any more."""
        if not self._hub.connected and self._wish:
            self._wish = Wish()
            self._renew.stop()
            self._waits = False
            self.changed.emit()


def _stepped(value: float) -> float:
    """In steps, so that a trembling hand sends nothing new."""
    return round(max(-1.0, min(1.0, value)) * _STEPS) / _STEPS
