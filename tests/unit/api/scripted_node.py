"""A wall node without a screen: it speaks the real protocol and says what a test tells it to."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from wallctl.client.node_link import NodeLink
from wallctl.domain.observed import (
    Budget,
    FeedFigures,
    NodeStatus,
    Picture,
    ProbeResult,
    Reason,
    TileReport,
    WallReport,
)
from wallctl.domain.plan import NodePlan, WallPlan
from wallctl.wire.node import (
    Figures,
    Identify,
    NodeHello,
    PictureHead,
    ProbeAsk,
    Probed,
    Reported,
    SnapshotAsk,
    Wants,
    Welcome,
)

PNG = b"\x89PNG\r\n\x1a\n" + b"a picture of the glass"
JPEG = b"\xff\xd8\xff" + b"a live picture"


@dataclass
class ScriptedNode:
    """Shows every plan at once. `picture` is what its tiles say of themselves; None keeps the
    glass silent."""

    url: str
    name: str = "hall-1"
    token: str = ""
    protocol: str = "1.0"
    picture: Picture | None = Picture.LIVE
    reason: Reason = Reason.NONE
    probe: ProbeResult = field(default_factory=lambda: ProbeResult(ok=True, codec="h264"))
    answers: bool = True
    plans: list[NodePlan] = field(default_factory=list)
    wants: list[Wants] = field(default_factory=list)
    probes: list[ProbeAsk] = field(default_factory=list)
    identified: list[Identify] = field(default_factory=list)
    welcomes: int = 0
    losses: int = 0

    def __post_init__(self) -> None:
        self.link = NodeLink(self.url, self._hello, self)

    def _hello(self) -> NodeHello:
        holding = self.plans[-1].revision if self.plans else 0
        return NodeHello(
            node=self.name,
            version="test",
            holding=holding,
            token=self.token,
            protocol=self.protocol,
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[ScriptedNode]:
        task = asyncio.create_task(self.link.run())
        try:
            yield self
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def on_welcome(self, welcome: Welcome) -> None:
        self.welcomes += 1
        self.figures()
        self.report()

    def on_plan(self, plan: NodePlan) -> None:
        self.plans.append(plan)
        self.report()

    def on_wants(self, wants: Wants) -> None:
        self.wants.append(wants)

    def on_snapshot(self, ask: SnapshotAsk) -> None:
        if self.answers:
            head = PictureHead(
                kind=ask.kind,
                id=ask.id,
                format="png",
                width=4,
                height=4,
                at=time.time(),
                ask=ask.ask,
            )
            self.link.send_picture(head, PNG)

    def on_probe(self, ask: ProbeAsk) -> None:
        self.probes.append(ask)
        if self.answers:
            self.link.send(Probed(ask=ask.ask, result=self.probe))

    def on_identify(self, order: Identify) -> None:
        self.identified.append(order)

    def on_lost(self) -> None:
        self.losses += 1

    def report(self) -> None:
        if self.plans and self.picture is not None:
            for wall in self.plans[-1].walls:
                self.link.send(Reported(report=self._report(wall, self.picture)))

    def _report(self, wall: WallPlan, picture: Picture) -> WallReport:
        shown = Picture.SAFE if wall.safe else picture
        tiles = tuple(
            TileReport(t.id, t.source, shown, self.reason, "main", 20.0, 12.0) for t in wall.program
        )
        count = len(wall.outputs)
        return WallReport(wall.wall, wall.serial, time.time(), count, count, 1.0, tiles)

    def figures(self, *feeds: FeedFigures) -> None:
        status = NodeStatus(self.name, "test", time.time(), 0.0, (), Budget(500.0, 20.0), 1, 0)
        self.link.send(Figures(feeds=feeds, status=status))

    def send_live(self, kind: str, id: str, data: bytes = JPEG) -> bool:
        head = PictureHead.model_validate(
            {"kind": kind, "id": id, "format": "jpeg", "width": 4, "height": 4, "at": time.time()}
        )
        return self.link.send_picture(head, data)
