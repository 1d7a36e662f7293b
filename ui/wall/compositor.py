"""One tick for all windows: what changed since the last is painted, then all are flushed."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QObject, Qt, QTimer

from ui.wall.scene import WallScene
from ui.wall.stage import Stage
from ui.wall.views import TileView, Tools
from wallctl.domain.plan import FeedSpec, NodePlan
from wallctl.feeds.keys import FeedKey

log = logging.getLogger(__name__)

TICK_S = 1 / 60
EASY_TICK_S = 1 / 50
EASY_FPS = 31.0
"""While no feed of the program is faster than this the easy tick shows every frame, and at 25
frames a second at even distances."""
CALM_TICKS = 6  # without a word from the feeds: then nobody asks them until they speak

Draw = Mapping[tuple[str, str], tuple[FeedKey, FeedKey | None]]
"""For each (wall, tile): the feed it draws and, in visit mode, the one that stands in for it."""


class Arrivals(Protocol):
    """Where frames and states come from: the feed manager. While they come, each tick begins
    with a look at what waits: one beat takes in and paints. See FeedManager.look."""

    def look(self) -> bool: ...

    def rest(self) -> None: ...


@dataclass(frozen=True, slots=True)
class _Pending:
    plan: NodePlan
    received: float


class Compositor(QObject):
    """Frames, states and plans come in at any time; nothing is painted but in `tick`, at most 60
    times a second, and not at all while nothing changes. `on_glass(wall)` is called after a flush
    that changed what a report says."""

    def __init__(
        self, tools: Tools, on_glass: Callable[[str], None], arrivals: Arrivals | None = None
    ) -> None:
        """Without `arrivals` nothing is looked for: what comes in is told."""
        super().__init__()
        self.tools = tools
        self.walls: dict[str, WallScene] = {}
        self.ticks = 0
        self._on_glass = on_glass
        self._stages: Mapping[str, Sequence[Stage]] = {}
        self._specs: dict[str, FeedSpec] = {}
        self._draw: Draw = {}
        self._pending: _Pending | None = None
        self._fresh: set[FeedKey] = set()
        self._users: dict[FeedKey, list[tuple[WallScene, TileView]]] = {}
        self._states = False
        self._lost = False
        self._faults: set[str] = set()
        self._arrivals = arrivals
        self._leads = False  # what waits at the feeds is looked at here
        self._calm = 0
        self._tick_s = TICK_S
        self._last = 0.0
        self._due = 0.0  # monotonic s the timer is set for; 0 where it is not
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.tick)

    # -- what comes in --------------------------------------------------------------------

    def draws(self, key: FeedKey) -> bool:
        """Whether frames of this feed are in a tile of the program."""
        return key in self._users

    def frame_came(self, key: FeedKey) -> None:
        self._fresh.add(key)
        self.wake()

    def state_came(self) -> None:
        """A feed's state changed: looks are worked out anew at the next tick."""
        self._states = True
        self.wake()

    def show(self, plan: NodePlan, received: float) -> None:
        """Takes a plan, on the glass with the next tick; a later one replaces it till then."""
        self._pending = _Pending(plan, received)
        self.wake()

    def set_stages(self, stages: Mapping[str, Sequence[Stage]]) -> None:
        """The open windows of each wall. Applied at once: a closed window cannot wait."""
        self._stages = stages
        for scene in self.walls.values():
            now = tuple(stages.get(scene.plan.wall, ()))
            if now != scene.stages:
                scene.apply(scene.plan, self._specs, now, scene.applied)
                self._assign(scene)
        self.wake()

    def set_draw(self, draw: Draw) -> None:
        """Which feed each tile draws from now on."""
        self._draw = draw
        if self._pending is None:
            for scene in self.walls.values():
                self._assign(scene)
        self.wake()

    def set_lost(self, lost: bool) -> None:
        self._lost = lost
        self._mark()
        self.wake()

    def identify(self, wall: str, seconds: float) -> None:
        if (scene := self.walls.get(wall)) is not None:
            scene.identify(seconds)
            self.wake()

    def second(self) -> None:
        """Ages and clocks, once a second."""
        feeds = self.tools.feeds()
        fastest = max((feeds[k].fps for k in self._users if k in feeds), default=0.0)
        self._tick_s = TICK_S if fastest > EASY_FPS else EASY_TICK_S
        now = time.time()
        for scene in self.walls.values():
            scene.second(now)
        if any(s.dirty for s in self._all_stages()):
            self.wake()

    def exposed(self, stage: Stage) -> None:
        """A window was mapped, or must be painted again."""
        stage.damage_all()
        for scene in self.walls.values():
            if stage in scene.stages:
                scene.unsaid = True
                for view in scene.views.values():
                    view.pending = True
        self.wake()

    def wake(self) -> None:
        self._wake_at(self._last + self._tick_s)

    def _wake_at(self, at: float) -> None:
        if self._due and self._due <= at:
            return
        self._due = at
        self._timer.start(max(0, round((at - time.monotonic()) * 1000)))

    # -- the tick -------------------------------------------------------------------------

    def tick(self) -> None:
        """Paints and flushes what changed. The timer's: nobody else calls it while it runs."""
        self._due = 0.0
        self._last = now = time.monotonic()
        self.ticks += 1
        if self._arrivals is not None and (self._leads or self._fresh):
            try:
                self._look(self._arrivals)
            except Exception as fault:
                self._say_once(fault)
        try:
            self._work(now)
        except Exception as fault:
            self._say_once(fault)
            for stage in self._all_stages():
                stage.damage_all()
        if self._leads:
            self.wake()

    def _look(self, arrivals: Arrivals) -> None:
        """Frames came lately: more may wait now. Nobody else looks as long as this does."""
        self._leads = True
        self._calm = 0 if arrivals.look() or self._fresh else self._calm + 1
        if self._calm >= CALM_TICKS:
            self._leads = False
            arrivals.rest()

    def _say_once(self, fault: Exception) -> None:
        """Once for each kind of fault: a tick comes up to 60 times a second."""
        if repr(fault) not in self._faults:
            self._faults.add(repr(fault))
            log.exception("a tick failed")

    def _work(self, now: float) -> None:
        epoch = time.time()
        if self._pending is not None:
            pending, self._pending = self._pending, None
            self._apply(pending)
        fresh, self._fresh = self._fresh, set()
        second, refresh = int(epoch), self.tools.pool.refresh
        for key in fresh:
            refresh(key)
            for scene, view in self._users.get(key, ()):
                if not view.frame_came(key, second):
                    scene.refresh_one(view, epoch)
        if self._states:
            self._states = False
            for scene in self.walls.values():
                scene.refresh(epoch)
        after = self._step(now)
        self._paint()
        if after is not None:
            self._wake_at(max(after, now + TICK_S))

    def _step(self, now: float) -> float | None:
        after = [at for scene in self.walls.values() if (at := scene.step(now)) is not None]
        return min(after) if after else None

    def _paint(self) -> None:
        painted = [s for s in self._all_stages() if s.dirty and s.exposed()]
        for stage in painted:
            stage.paint()
        begin = time.perf_counter()
        for stage in painted:
            stage.flush()
        skew_ms = (time.perf_counter() - begin) * 1000
        for wall, scene in list(self.walls.items()):
            if scene.flushed(skew_ms):
                self._on_glass(wall)

    def _apply(self, pending: _Pending) -> None:
        plan = pending.plan
        self._specs = {feed.source: feed for feed in plan.feeds}
        for gone in set(self.walls) - {w.wall for w in plan.walls}:
            del self.walls[gone]
        for wall in plan.walls:
            scene = self.walls.get(wall.wall)
            if scene is None:
                scene = self.walls[wall.wall] = WallScene(wall, self.tools)
                scene.lost = self._lost
            stages = self._stages.get(wall.wall, ())
            scene.first_wall = wall is plan.walls[0]
            scene.apply(wall, self._specs, stages, pending.received)
            self._assign(scene)

    def _assign(self, scene: WallScene) -> None:
        changed = False
        for view in scene.views.values():
            key, backup = self._draw.get((scene.plan.wall, view.tile.id), (None, None))
            spec = self._specs.get(backup.source) if backup else None
            pair = (backup, spec) if backup and spec else None
            if (key, pair) != (view.key, view.backup):
                view.key, view.backup = key, pair
                changed = True
        if changed:
            scene.refresh(time.time())
        self._users = {}
        for one in self.walls.values():
            for view in one.views.values():
                for key in {view.key, view.backup[0] if view.backup else None}:
                    if key is not None:
                        self._users.setdefault(key, []).append((one, view))

    def _mark(self) -> None:
        for scene in self.walls.values():
            if scene.lost != self._lost:
                scene.lost = self._lost
                if scene.first_wall:
                    scene.compose()

    def _all_stages(self) -> Iterable[Stage]:
        return (stage for scene in self.walls.values() for stage in scene.stages)
