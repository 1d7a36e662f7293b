"""The newest live pictures of the room: echo, preview and thumbnails."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from wallctl.wire.node import PictureHead


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture as it came: what it shows, and when it got here (s of `clock`, monotonic)."""

    head: PictureHead
    image: QImage
    got: float
    clock: Callable[[], float] = time.monotonic

    def age_s(self) -> float:
        return self.clock() - self.got


class Pictures(QObject):
    """Keeps the newest picture of each kind and id; `arrived` names which came."""

    arrived = Signal(str, str)
    wanted_changed = Signal()
    MOST = 400

    def __init__(
        self, parent: QObject | None = None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`clock`: monotonic s."""
        super().__init__(parent)
        self._clock = clock
        self._shots: dict[tuple[str, str], Shot] = {}
        self._wanted: dict[str, dict[str, int]] = {}

    def want(self, by: str, thumbnails: Mapping[str, int]) -> None:
        """The thumbnails that a view has in sight from now on: source -> width, px. Views that
        are out of sight want none."""
        if dict(thumbnails) != self._wanted.get(by, {}):
            self._wanted[by] = dict(thumbnails)
            self.wanted_changed.emit()

    def wanted(self) -> dict[str, int]:
        """All thumbnails that views want beside the source list's, at the greatest width."""
        found: dict[str, int] = {}
        for wants in self._wanted.values():
            for source, width in wants.items():
                found[source] = max(width, found.get(source, 0))
        return found

    def put(self, head: PictureHead, data: bytes) -> None:
        """Called by the client for each picture; one that cannot be read is left out."""
        image = QImage.fromData(data)
        if image.isNull():
            return
        key = (head.kind, head.id)
        self._shots.pop(key, None)
        self._shots[key] = Shot(head, image, self._clock(), self._clock)
        while len(self._shots) > self.MOST:
            self._shots.pop(next(iter(self._shots)))
        self.arrived.emit(head.kind, head.id)

    def ages(self, kind: str) -> dict[str, float]:
        """How old the newest picture of each id is, s."""
        return {id: shot.age_s() for (k, id), shot in self._shots.items() if k == kind}

    def get(self, kind: str, id: str) -> Shot | None:
        return self._shots.get((kind, id))
