"""Nodes that do as a test says: no window, no feed, but every report a real node gives."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable

from wallctl.domain.errors import Unreachable
from wallctl.domain.observed import (
    FeedFigures,
    NodeStatus,
    Picture,
    ProbeResult,
    Reason,
    TileReport,
    WallReport,
)
from wallctl.domain.plan import FeedSpec, NodePlan, WallPlan
from wallctl.ports.glass import GlassEvent, NodeDown, NodeSaid, NodeUp

Act = Callable[[NodePlan], Iterable[WallReport]]


def all_well(plan: NodePlan) -> list[WallReport]:
    """A node that shows every wall of its plan at once, every tile live."""
    return [reported(wall) for wall in plan.walls]


def silent(plan: NodePlan) -> list[WallReport]:
    """A node that takes plans and says nothing."""
    return []


def reported(
    wall: WallPlan,
    *,
    pictures: dict[str, tuple[Picture, Reason]] | None = None,
    mapped: int | None = None,
    missing_screens: tuple[str, ...] = (),
) -> WallReport:
    """What a node says of a wall: all live (safe where that is on) but for `pictures`, by tile."""
    good = (Picture.SAFE if wall.safe else Picture.LIVE, Reason.NONE)
    tiles = tuple(
        TileReport(t.id, t.source, *(pictures or {}).get(t.id, good), stream="main", ms=12.0)
        for t in wall.program
    )
    outputs = len(wall.outputs)
    shown = outputs if mapped is None else mapped
    return WallReport(wall.wall, wall.serial, 0.0, outputs, shown, 1.0, tiles, missing_screens)


class FakeGlass:
    """The Glass port. `act` is what a node reports on a new plan; it may be set at any time."""

    def __init__(self, act: Act = all_well) -> None:
        self.act = act
        self.plans: dict[str, list[NodePlan]] = {}
        self.identified: list[tuple[str, str, float]] = []
        self.probed: list[tuple[str, FeedSpec]] = []
        self.finding = ProbeResult(True, codec="h264", width=1920, height=1080, fps=25.0)
        self._online: set[str] = set()
        self._events: asyncio.Queue[GlassEvent | None] = asyncio.Queue()

    def up(self, *nodes: str, holding: int = 0) -> None:
        for node in nodes:
            self._online.add(node)
            self._events.put_nowait(NodeUp(node, holding))

    def down(self, node: str) -> None:
        self._online.discard(node)
        self._events.put_nowait(NodeDown(node))

    def say(
        self,
        node: str,
        wall: WallReport | None = None,
        feeds: tuple[FeedFigures, ...] | None = None,
        status: NodeStatus | None = None,
    ) -> None:
        self._events.put_nowait(NodeSaid(node, wall, feeds, status))

    def plan(self, node: str) -> NodePlan:
        """The newest plan of a node."""
        return self.plans[node][-1]

    def close(self) -> None:
        self._events.put_nowait(None)

    async def events(self) -> AsyncIterator[GlassEvent]:
        while (event := await self._events.get()) is not None:
            yield event

    def online(self) -> frozenset[str]:
        return frozenset(self._online)

    def show(self, plan: NodePlan) -> bool:
        if plan.node not in self._online:
            return False
        self.plans.setdefault(plan.node, []).append(plan)
        for report in self.act(plan):
            self.say(plan.node, report)
        return True

    async def probe(self, node: str, feed: FeedSpec, timeout_s: float) -> ProbeResult:
        if node not in self._online:
            raise Unreachable(node=node)
        self.probed.append((node, feed))
        return self.finding

    def identify(self, node: str, wall: str, seconds: float) -> bool:
        if node not in self._online:
            return False
        self.identified.append((node, wall, seconds))
        return True
