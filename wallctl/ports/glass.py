"""The nodes that draw a room's walls. The backend of a wall is behind this port."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

from wallctl.domain.observed import FeedFigures, NodeStatus, ProbeResult, WallReport
from wallctl.domain.plan import FeedSpec, NodePlan


@dataclass(frozen=True, slots=True)
class NodeUp:
    """A node greeted; it holds plan `holding` and needs the present one."""

    node: str
    holding: int


@dataclass(frozen=True, slots=True)
class NodeDown:
    node: str


@dataclass(frozen=True, slots=True)
class NodeSaid:
    """Reports of one node: a wall's glass, or figures of its feeds with its status."""

    node: str
    wall: WallReport | None = None
    feeds: tuple[FeedFigures, ...] | None = None
    status: NodeStatus | None = None


GlassEvent = NodeUp | NodeDown | NodeSaid


class Glass(Protocol):
    def events(self) -> AsyncIterator[GlassEvent]:
        """What nodes do and report, in order, until closed. One consumer."""
        ...

    def online(self) -> frozenset[str]:
        """Names of the nodes that are connected now."""
        ...

    def show(self, plan: NodePlan) -> bool:
        """Hands a node its plan without waiting; False where it is not on line. A later plan
        replaces one not yet sent."""
        ...

    async def probe(self, node: str, feed: FeedSpec, timeout_s: float) -> ProbeResult:
        """Opens a source on a node for a moment. Raises Unreachable, TimedOut."""
        ...

    def identify(self, node: str, wall: str, seconds: float) -> bool: ...
