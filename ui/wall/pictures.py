"""The streams of pictures the engine wants: echo, preview, thumbnails, and lossless ones."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from PySide6.QtGui import QImage

from ui.wall.echo import Grab, encoded, natural_width, read_wall
from ui.wall.outputs import OutputWindow
from ui.wall.rehearsal import Rehearsal, newest, thumbnail
from ui.wall.stage import Stage
from ui.wall.views import Tools
from wallctl.domain.plan import FeedSpec, WallPlan
from wallctl.feeds.keys import FeedKey
from wallctl.wire.node import Failed, PictureHead, SnapshotAsk, Wanted

log = logging.getLogger(__name__)

QUALITY = 80
AT_LEAST_S = 2.0  # a picture that did not change is said again after this
_WIDEST = 8192
_SOON_S = 0.2  # a picture that is not there yet is looked for again


class Walls(Protocol):
    """What pictures are made of, as the node holds it now."""

    def plan(self, wall: str) -> WallPlan | None: ...
    def serial(self, wall: str) -> int: ...
    def windows(self, wall: str) -> Sequence[tuple[OutputWindow, Stage]]: ...
    def specs(self) -> Mapping[str, FeedSpec]: ...
    def previews(self) -> Mapping[tuple[str, str], FeedKey]: ...


class Pictures:
    """Makes one picture after the other: bounded work however much is wanted."""

    def __init__(
        self,
        walls: Walls,
        tools: Tools,
        *,
        grab: Grab,
        send: Callable[[PictureHead, bytes], bool],
        say: Callable[[Failed], bool],
    ) -> None:
        self._walls = walls
        self._tools = tools
        self._grab = grab
        self._send = send
        self._say = say
        self._wanted: dict[tuple[str, str], Wanted] = {}
        self._due: dict[tuple[str, str], float] = {}
        self._sent: dict[tuple[str, str], tuple[int, float]] = {}
        self._rehearsals: dict[tuple[str, int], Rehearsal] = {}
        self._asks: asyncio.Queue[SnapshotAsk] = asyncio.Queue(16)
        self._moved = asyncio.Event()
        self._painted_only = False

    def want(self, wanted: Sequence[Wanted]) -> None:
        """The streams wanted from now on."""
        self._wanted = {(w.kind, w.id): w for w in wanted if w.fps > 0 and 0 < w.width <= _WIDEST}
        self._due = {k: at for k, at in self._due.items() if k in self._wanted}
        self._sent = {k: s for k, s in self._sent.items() if k in self._wanted}
        widths = {(w.id, w.width) for w in self._wanted.values() if w.kind == "preview"}
        self._rehearsals = {p: one for p, one in self._rehearsals.items() if p in widths}
        self._moved.set()

    def ask(self, ask: SnapshotAsk) -> None:
        try:
            self._asks.put_nowait(ask)
        except asyncio.QueueFull:
            self._say(Failed(ask=ask.ask, code="busy"))
        self._moved.set()

    def thumbnails(self) -> tuple[str, ...]:
        """Sources of which a thumbnail is wanted."""
        return tuple(id for kind, id in self._wanted if kind == "thumbnail")

    def sent_at(self, kind: str, id: str) -> float:
        """When the last picture of a stream went out, monotonic s; 0 never."""
        return self._sent.get((kind, id), (0, 0.0))[1]

    def forget(self) -> None:
        """The engine is another one or was away: everything is said again."""
        self._sent.clear()

    async def run(self) -> None:
        """Makes pictures until cancelled."""
        while True:
            self._moved.clear()
            while not self._asks.empty():
                await self._answer(self._asks.get_nowait())
            now = time.monotonic()
            due = sorted((self._due.get(k, 0.0), k) for k in self._wanted)
            for at, key in due:
                if at > now or (wanted := self._wanted.get(key)) is None:
                    continue
                every = 1 / wanted.fps
                step = every if await self._make(wanted) else min(_SOON_S, every)
                self._due[key] = max(at + step, time.monotonic() + 0.02)
            after = min((self._due.get(k, 0.0) for k in self._wanted), default=None)
            wait = None if after is None else max(0.01, after - time.monotonic())
            try:
                async with asyncio.timeout(wait):
                    await self._moved.wait()
            except TimeoutError:
                continue

    async def _make(self, wanted: Wanted) -> bool:
        """Sends one picture; False where there is none yet."""
        try:
            match wanted.kind:
                case "program":
                    image, serial, mark = self._program(wanted.id, wanted.width)
                case "preview":
                    image, serial, mark = self._preview(wanted.id, wanted.width)
                case _:
                    image, serial, mark = self._thumbnail(wanted.id, wanted.width)
            if image is None or image.isNull():
                return False
            key, at = (wanted.kind, wanted.id), time.monotonic()
            last, sent_at = self._sent.get(key, (-1, 0.0))
            if mark == last and at - sent_at < AT_LEAST_S:
                return True
            said = time.time()
            data = await asyncio.to_thread(encoded, image, "JPG", QUALITY)
        except Exception:
            # A picture for the desk is never worth the wall.
            log.exception("a picture of %s %s could not be made", wanted.kind, wanted.id)
            return True
        if self._send(self._head(wanted, image, serial, said), data):
            self._sent[key] = (mark, at)
        return True

    def _head(self, wanted: Wanted, image: QImage, serial: int, at: float) -> PictureHead:
        return PictureHead(
            kind=wanted.kind,
            id=wanted.id,
            format="jpeg",
            width=image.width(),
            height=image.height(),
            serial=serial,
            at=at,
        )

    def _program(self, wall: str, width: int) -> tuple[QImage | None, int, int]:
        plan = self._walls.plan(wall)
        if plan is None:
            return None, 0, 0
        serial = self._walls.serial(wall)
        outputs = self._walls.windows(wall)
        width = width or natural_width(plan.canvas, outputs)
        echo = read_wall(plan.canvas, outputs, width, grab=self._grab, theme=self._tools.theme)
        if not echo.read_back and not self._painted_only:
            log.warning("the windows cannot be read back: the echo is what was painted")
        self._painted_only = not echo.read_back
        return echo.image, serial, time.monotonic_ns()

    def _preview(self, wall: str, width: int) -> tuple[QImage | None, int, int]:
        plan = self._walls.plan(wall)
        if plan is None:
            return None, 0, 0
        width = width or min(1920, plan.canvas.w)
        place = (wall, width)
        one = self._rehearsals.get(place)
        if one is None or not one.fits(plan, width):
            one = self._rehearsals[place] = Rehearsal(plan, width, self._tools)
        image = one.picture(plan, self._walls.specs(), self._walls.previews())
        mark = time.monotonic_ns() if image is not None else -1
        return image or one.last, plan.preview_revision, mark

    def _thumbnail(self, source: str, width: int) -> tuple[QImage | None, int, int]:
        shown = newest(self._tools.pool, source)
        if shown is None:
            return None, 0, 0
        mark = shown.frame.arrived_ns
        if self._sent.get(("thumbnail", source), (0, 0.0))[0] == mark:
            return None, 0, 0  # said already: a still picture costs nothing
        return thumbnail(shown, width), 0, mark

    async def _answer(self, ask: SnapshotAsk) -> None:
        """One lossless picture: the wall as its displays show it, or the preview."""
        try:
            make = self._program if ask.kind == "program" else self._preview
            image, serial, _ = make(ask.id, 0)
            if image is None or image.isNull():
                self._say(Failed(ask=ask.ask, code="not_found"))
                return
            said = time.time()
            data = await asyncio.to_thread(encoded, image, "PNG")
        except Exception:
            log.exception("a picture of %s %s could not be made", ask.kind, ask.id)
            self._say(Failed(ask=ask.ask, code="failed"))
            return
        head = PictureHead(
            kind=ask.kind,
            id=ask.id,
            format="png",
            width=image.width(),
            height=image.height(),
            serial=serial,
            at=said,
            ask=ask.ask,
        )
        self._send(head, data)
