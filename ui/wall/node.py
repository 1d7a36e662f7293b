"""The wall node: takes plans, plays feeds, paints, and reports what is on the glass."""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from PySide6.QtGui import QGuiApplication

from ui.common.words import Words
from ui.wall.compositor import Compositor
from ui.wall.echo import Grab
from ui.wall.frames import FramePool
from ui.wall.held import HeldPlan
from ui.wall.known import FeedNotes
from ui.wall.numbers import ScreenNumbers
from ui.wall.outputs import Outputs, OutputWindow
from ui.wall.pictures import Pictures
from ui.wall.reports import wall_report
from ui.wall.rota import Rota
from ui.wall.sounding import Soundings
from ui.wall.stage import Stage
from ui.wall.streams import Choice, Streams, WallNeed
from ui.wall.text import TextPictures
from ui.wall.theme import load_theme
from ui.wall.views import Tools
from wallctl.client.node_link import NodeLink
from wallctl.domain.entities import Medium
from wallctl.domain.observed import Budget, NodeStatus
from wallctl.domain.plan import FeedSpec, NodePlan, WallPlan
from wallctl.feeds.budget import measured
from wallctl.feeds.keys import FeedKey, Mode
from wallctl.feeds.manager import FeedManager
from wallctl.wire.node import (
    Figures,
    Identify,
    NodeHello,
    ProbeAsk,
    Probed,
    Reported,
    SnapshotAsk,
    Wants,
    Welcome,
)

log = logging.getLogger(__name__)

REPORT_S = 2.0
UNMEASURED_MPX_S = 250.0  # until the machine's own budget is known
_PROBES = 4
_DRAWER = (sys.executable, "-m", "ui.web")
_DRAWN = (Medium.WEB, Medium.IMAGE, Medium.PDF, Medium.TEXT, Medium.CLOCK, Medium.BARS)
DRAWERS: Mapping[Medium, Sequence[str]] = dict.fromkeys(_DRAWN, _DRAWER)


class SystemClock:
    """The machine's clocks."""

    def now(self) -> float:
        return time.time()

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class WallNode:
    """Everything of one render machine. Lives on Qt's loop; `run` ends with its cancellation."""

    def __init__(
        self,
        app: QGuiApplication,
        *,
        engine: str,
        name: str,
        token: str,
        held: HeldPlan,
        words: Words,
        grab: Grab,
        budget_mpx_s: float = 0.0,
    ) -> None:
        """`budget_mpx_s`: what may be decoded; 0 has it measured."""
        self._name = name
        self._token = token
        self._held = held
        self._budget_given = budget_mpx_s > 0
        self._budget = budget_mpx_s or UNMEASURED_MPX_S
        self._plan: NodePlan | None = None
        self._specs: dict[str, FeedSpec] = {}
        self._left: dict[str, FeedSpec] = {}  # of sources that left the plan lately
        self._guests: dict[str, FeedSpec] = {}  # only for thumbnails
        self._choice = Choice()
        self._offset_ms = 0.0
        self._reported: dict[str, float] = {}
        self._save = asyncio.Event()
        self._probes: set[asyncio.Task[None]] = set()

        self.manager = FeedManager(
            commands=DRAWERS,
            on_frame=self._frame_came,
            on_state=self._state_came,
            clock=SystemClock(),
        )
        self._pool = FramePool(self.manager)
        self._notes = FeedNotes(self.manager.figures, self._pool.has)
        text = TextPictures()
        text.warm()
        tools = Tools(self._pool, self._notes.figures, words, load_theme(), text)
        self.compositor = Compositor(tools, self._report, self.manager)
        self.outputs = Outputs(
            app, on_change=self._stages_changed, on_exposed=self.compositor.exposed
        )
        self._numbers = ScreenNumbers(app, tools)
        self._streams = Streams(self._notes.known)
        self._sounding = Soundings()
        self._rota = Rota()
        self.link = NodeLink(engine, self._hello, self)
        self._pictures = Pictures(
            self, tools, grab=grab, send=self.link.send_picture, say=self.link.send
        )

    async def run(self) -> None:
        """Shows the held plan at once, then follows the engine until cancelled."""
        plan = self._held.load()
        if plan is not None:
            log.info("showing the held plan %d", plan.revision)
            self._take(plan)
        self.compositor.set_lost(True)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self.manager.run())
                group.create_task(self.link.run())
                group.create_task(self._pictures.run())
                group.create_task(self._seconds())
                group.create_task(self._keep())
                group.create_task(self._measure())
        finally:
            self._numbers.close()
            self.outputs.close()
            for probe in self._probes:
                probe.cancel()

    # -- the engine's words ---------------------------------------------------------------

    def on_welcome(self, welcome: Welcome) -> None:
        self._offset_ms = (time.time() - welcome.at) * 1000
        self._pictures.forget()
        self.compositor.set_lost(False)
        for wall in self.compositor.walls:
            self._report(wall)
        self._tell_figures()

    def on_plan(self, plan: NodePlan) -> None:
        if plan != self._plan:
            self._take(plan)
            self._save.set()
        else:
            for wall in self.compositor.walls:
                self._report(wall)

    def on_wants(self, wants: Wants) -> None:
        self._guests = {s.source: s for s in wants.feeds}
        self._pictures.want(wants.wanted)
        self._tour()
        self._choose()

    def on_snapshot(self, ask: SnapshotAsk) -> None:
        self._pictures.ask(ask)

    def on_probe(self, ask: ProbeAsk) -> None:
        if len(self._probes) >= _PROBES:
            oldest = next(iter(self._probes))
            oldest.cancel()
        task = asyncio.get_running_loop().create_task(self._probe(ask))
        self._probes.add(task)
        task.add_done_callback(self._probes.discard)

    def on_identify(self, order: Identify) -> None:
        if order.wall:
            self.compositor.identify(order.wall, order.seconds)
        else:
            self._numbers.show(order.seconds)

    def on_lost(self) -> None:
        self.compositor.set_lost(True)

    # -- what pictures are made of --------------------------------------------------------

    def plan(self, wall: str) -> WallPlan | None:
        walls = self._plan.walls if self._plan else ()
        return next((w for w in walls if w.wall == wall), None)

    def serial(self, wall: str) -> int:
        scene = self.compositor.walls.get(wall)
        return max(0, scene.serial) if scene else 0

    def windows(self, wall: str) -> Sequence[tuple[OutputWindow, Stage]]:
        stages = self.outputs.stages().get(wall, ())
        pairs = ((self.outputs.window(s.output.id), s) for s in stages)
        return [(window, stage) for window, stage in pairs if window is not None]

    def specs(self) -> Mapping[str, FeedSpec]:
        return self._specs

    def previews(self) -> Mapping[tuple[str, str], FeedKey]:
        return self._choice.preview

    # -- plan and feeds -------------------------------------------------------------------

    def _take(self, plan: NodePlan) -> None:
        received = time.monotonic()
        self._plan = plan
        self._specs = {spec.source: spec for spec in plan.feeds}
        self._left = {spec.source: spec for spec in plan.left}
        self.compositor.show(plan, received)
        self.outputs.show(plan.walls)  # also chooses the streams anew
        log.debug("plan %d taken in %.1f ms", plan.revision, (time.monotonic() - received) * 1000)

    def _stages_changed(self) -> None:
        self._choose()
        self.compositor.set_stages(self.outputs.stages())

    def _choose(self) -> None:
        """Decides anew which feeds play how. Cheap where nothing changes by it."""
        if self._plan is None:
            return
        open_stages = self.outputs.stages()
        needs = [
            WallNeed(wall, tuple(s.map for s in open_stages.get(wall.wall, ())))
            for wall in self._plan.walls
        ]
        guests = self._rota.turn(time.monotonic(), self._seen)
        choice = self._streams.choose(
            needs,
            self._specs,
            budget_mpx_s=self._budget,
            now=time.monotonic(),
            left=self._left,
            thumbnails=guests,
        )
        choice.wants = self._sounding.place(choice.wants, self._plan.sounds, self._specs)
        if choice.shedding != self._choice.shedding:
            log.warning("decoder budget: shedding %r", choice.shedding or "nothing")
        changed = choice.wants != self._choice.wants
        redraw = choice.draw != self._choice.draw
        self._choice = choice
        if changed:
            began = time.monotonic()
            self.manager.want(choice.wants)
            log.debug("feeds told in %.1f ms", (time.monotonic() - began) * 1000)
            self._notes.moved()
            self._notes.keep(lambda k: k.source in self._specs or k in choice.wants)
            playing = {k for k, want in choice.wants.items() if want.mode is Mode.PLAY}
            self._pool.keep(playing)
        if redraw or changed:
            self.compositor.set_draw(choice.draw)

    def _tour(self) -> None:
        """Sources wanted as thumbnails that nothing else plays take turns."""
        playing = {k.source for k in self._choice.wants}
        specs = {**self._specs, **self._guests}
        wanted = (specs[s] for s in self._pictures.thumbnails() if s in specs)
        drawn = {t.source for w in (self._plan.walls if self._plan else ()) for t in w.program}
        drawn |= {t.source for w in (self._plan.walls if self._plan else ()) for t in w.preview}
        self._rota.want(s for s in wanted if s.source not in drawn or s.source not in playing)

    def _seen(self, source: str, since: float) -> bool:
        return self._pictures.sent_at("thumbnail", source) > since

    def _frame_came(self, key: FeedKey) -> None:
        new = not self._pool.has(key)
        if self.compositor.draws(key):
            self.compositor.frame_came(key)
            if new:
                self._pool.refresh(key)
        else:
            self._pool.refresh(key)
        shown = self._pool.get(key)
        if shown is not None and self._notes.seen(key, shown.frame.native):
            new = True
        if new:
            self._choose()

    def _state_came(self, key: FeedKey) -> None:
        self._notes.moved()
        self.compositor.state_came()

    # -- once a second, and reports -------------------------------------------------------

    async def _seconds(self) -> None:
        while True:
            now = time.time()
            await asyncio.sleep(1.0 - now % 1.0 + 0.005)
            self._notes.second()
            self.compositor.second()
            self._tour()
            self._choose()
            self._tell_figures()
            for wall in self.compositor.walls:
                if time.monotonic() - self._reported.get(wall, 0.0) >= REPORT_S - 0.5:
                    self._report(wall)

    def _report(self, wall: str) -> None:
        scene = self.compositor.walls.get(wall)
        if scene is None or scene.serial < 0:
            return
        self._reported[wall] = time.monotonic()
        self.link.send(Reported(report=wall_report(scene, self.outputs)))

    def _tell_figures(self) -> None:
        feeds = tuple(self._notes.figures().values())
        choice = self._choice
        status = NodeStatus(
            node=self._name,
            version=own_version(),
            at=time.time(),
            offset_ms=round(self._offset_ms, 1),
            screens=self.outputs.screens(),
            budget=Budget(
                round(self._budget, 1),
                round(choice.used_mpx_s, 1),
                round(choice.preview_mpx_s, 1),
                choice.shedding,
            ),
            workers=self.manager.workers,
            dropped=sum(feed.dropped for feed in feeds),
            screen_sizes=self.outputs.sizes(),
        )
        self.link.send(Figures(feeds=feeds, status=status))

    def _hello(self) -> NodeHello:
        return NodeHello(
            node=self._name,
            version=own_version(),
            screens=self.outputs.screens(),
            holding=self._plan.revision if self._plan else 0,
            token=self._token,
        )

    async def _probe(self, ask: ProbeAsk) -> None:
        result = await self.manager.probe(ask.feed, ask.timeout_s)
        self.link.send(Probed(ask=ask.ask, result=result))

    async def _measure(self) -> None:
        """What the machine decodes: from the cache, or found out while the wall shows already."""
        if not self._budget_given:
            self._budget = await measured()
            self._choose()

    async def _keep(self) -> None:
        """Writes the plan to disk, the newest only, never on the loop."""
        while True:
            await self._save.wait()
            self._save.clear()
            if self._plan is not None:
                await asyncio.to_thread(self._held.save, self._plan)


@cache
def own_version() -> str:
    try:
        return version("wallctl")
    except PackageNotFoundError:
        return "0"
