"""The newest live pictures, and who is waiting for which."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from wallctl.ports.clock import Clock
from wallctl.wire.node import PictureHead, Wanted, pack_picture

PictureKey = tuple[str, str]
"""(kind, id) of a stream of pictures."""

MAX_WIDTH = 1920
MIN_WIDTH = 64
MAX_FPS = {"program": 10.0, "preview": 10.0, "thumbnail": 1.0}
MAX_STREAMS = 64  # for one client
KEPT_MAX = 512  # pictures kept, the newest of each stream


def bounded(wanted: Iterable[Wanted]) -> dict[PictureKey, Wanted]:
    """What a client may have of what it asked for; a later entry for a stream replaces one."""
    asked: dict[PictureKey, Wanted] = {}
    for one in wanted:
        if one.fps <= 0 or len(asked) >= MAX_STREAMS:
            continue
        width = max(MIN_WIDTH, min(MAX_WIDTH, one.width))
        fps = min(MAX_FPS[one.kind], one.fps)
        asked[one.kind, one.id] = Wanted(kind=one.kind, id=one.id, width=width, fps=fps)
    return asked


@dataclass(frozen=True, slots=True)
class Kept:
    """A picture as it came. `arrived` is monotonic s of the engine."""

    head: PictureHead
    data: bytes
    frame: bytes
    arrived: float


class Watcher:
    """One client's appetite. A picture it has not fetched is replaced by the next of its stream."""

    def __init__(self, wake: asyncio.Event, clock: Clock) -> None:
        self.wanted: Mapping[PictureKey, Wanted] = {}
        self._wake = wake
        self._clock = clock
        self._ready: dict[PictureKey, bytes] = {}
        self._due: dict[PictureKey, float] = {}

    def want(self, wanted: Iterable[Wanted]) -> None:
        self.wanted = bounded(wanted)
        self._ready = {k: v for k, v in self._ready.items() if k in self.wanted}
        self._due = {k: v for k, v in self._due.items() if k in self.wanted}

    def offer(self, key: PictureKey, frame: bytes) -> None:
        one = self.wanted.get(key)
        if one is None:
            return
        now = self._clock.monotonic()
        if now < self._due.get(key, 0.0):
            return
        # A fifth of slack, so that jitter does not halve the rate.
        self._due[key] = now + 0.8 / one.fps
        self._ready[key] = frame
        self._wake.set()

    def take(self) -> bytes | None:
        """The next picture to send, or None."""
        if not self._ready:
            return None
        return self._ready.pop(next(iter(self._ready)))


class PictureBoard:
    """`on_demand` is called when what is wanted may have changed."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: dict[PictureKey, Kept] = {}
        self._watchers: set[Watcher] = set()
        self._leases: dict[PictureKey, tuple[Wanted, float]] = {}
        self._waiting: dict[PictureKey, list[asyncio.Future[Kept]]] = {}
        self._on_demand: Callable[[], None] | None = None

    def tell(self, on_demand: Callable[[], None]) -> None:
        self._on_demand = on_demand

    def put(self, node: str, head: PictureHead, data: bytes) -> None:
        key = (str(head.kind), head.id)
        frame = pack_picture(head, data)
        kept = Kept(head, data, frame, self._clock.monotonic())
        self._kept.pop(key, None)
        self._kept[key] = kept
        while len(self._kept) > KEPT_MAX:
            del self._kept[next(iter(self._kept))]
        for watcher in self._watchers:
            watcher.offer(key, frame)
        for future in self._waiting.get(key, ()):
            if not future.done():
                future.set_result(kept)

    def newest(self, kind: str, id: str) -> Kept | None:
        return self._kept.get((kind, id))

    def watch(self, wake: asyncio.Event) -> Watcher:
        """A new watcher; it wants nothing yet."""
        watcher = Watcher(wake, self._clock)
        self._watchers.add(watcher)
        return watcher

    def want(self, watcher: Watcher, wanted: Iterable[Wanted]) -> None:
        """Sets what a watcher wants; the newest pictures of it come at once."""
        before = watcher.wanted
        watcher.want(wanted)
        for key in watcher.wanted:
            if key not in before and key in self._kept:
                watcher.offer(key, self._kept[key].frame)
        if watcher.wanted != before:
            self._demand_changed()

    def leave(self, watcher: Watcher) -> None:
        self._watchers.discard(watcher)
        if watcher.wanted:
            self._demand_changed()

    async def fetch(self, wanted: Wanted, fresh_s: float, timeout_s: float, keep_s: float) -> Kept:
        """A picture not older than `fresh_s`; the stream stays wanted for `keep_s` after.
        Raises TimeoutError when none comes in time."""
        key = (str(wanted.kind), wanted.id)
        held = key in self._leases
        self._leases[key] = (wanted, self._clock.monotonic() + timeout_s + keep_s)
        if not held:
            self._demand_changed()
        kept = self._kept.get(key)
        if kept is not None and self._clock.monotonic() - kept.arrived <= fresh_s:
            return kept
        future: asyncio.Future[Kept] = asyncio.get_running_loop().create_future()
        waiting = self._waiting.setdefault(key, [])
        waiting.append(future)
        try:
            async with asyncio.timeout(timeout_s):
                return await future
        finally:
            waiting.remove(future)

    def demand(self) -> dict[PictureKey, Wanted]:
        """What is wanted by anyone: the widest and fastest of each stream."""
        now = self._clock.monotonic()
        self._leases = {k: v for k, v in self._leases.items() if v[1] > now}
        merged: dict[PictureKey, Wanted] = {}
        every = [one for w in self._watchers for one in w.wanted.values()]
        for one in every + [wanted for wanted, _ in self._leases.values()]:
            key = (str(one.kind), one.id)
            had = merged.get(key, one)
            merged[key] = Wanted(
                kind=one.kind,
                id=one.id,
                width=max(one.width, had.width),
                fps=max(one.fps, had.fps),
            )
        return merged

    def _demand_changed(self) -> None:
        if self._on_demand is not None:
            self._on_demand()
