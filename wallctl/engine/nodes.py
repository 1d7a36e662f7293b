"""The room's nodes: what they report is observed; each holds the newest plan of its walls."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Protocol

from wallctl.domain.audio import Sounding
from wallctl.domain.behind import can_be_opened
from wallctl.domain.entities import Tile, Wall
from wallctl.domain.observed import WallReport
from wallctl.domain.patrolling import Turns, turned
from wallctl.domain.plan import FeedSpec, NodePlan, WallPlan
from wallctl.domain.plan_of import (
    OpenSecret,
    feed_of,
    feeds_of,
    nodes_of,
    wall_plan,
    walls_of,
)
from wallctl.domain.show import Show
from wallctl.engine.observation import Board
from wallctl.ports.glass import Glass, GlassEvent, NodeDown, NodeSaid, NodeUp

log = logging.getLogger(__name__)

PLAN_FAILED = "plan_failed"
LEFT_MOST = 16  # feeds that left a node's walls, and may be kept open there


class PatrolTurns(Protocol):
    """Whose turn it is in each patrol, and what is opened for the next."""

    def turns(self) -> Turns: ...
    def ahead(self, wall: str) -> tuple[Tile, ...]: ...


class Nodes:
    """Keeps every node on line at the plan that the show asks for."""

    def __init__(
        self,
        *,
        glass: Glass,
        board: Board,
        show: Callable[[], Show],
        open_secret: OpenSecret,
        on_report: Callable[[WallReport], None],
        patrols: PatrolTurns | None = None,
        sounds: Callable[[str], tuple[Sounding, ...]] = lambda _node: (),
    ) -> None:
        self._glass = glass
        self._board = board
        self._show = show
        self._open_secret = open_secret
        self._on_report = on_report
        self._patrols = patrols
        self._sounds = sounds
        self._dirty = asyncio.Event()
        self._sent: dict[str, NodePlan] = {}
        self._left: dict[str, tuple[str, ...]] = {}  # by node: sources, the newest last
        self._previews: dict[str, tuple[tuple[Tile, ...], int]] = {}
        self._lost: frozenset[str] = frozenset()
        self._broken: set[tuple[str, str]] = set()

    def replan(self) -> None:
        """The show changed. Several changes before the next turn make one plan."""
        self._dirty.set()

    async def run_events(self) -> None:
        """Takes what the nodes say, until cancelled."""
        async for event in self._glass.events():
            try:
                self._take(event)
            except Exception:
                log.exception("a report of node %s was not understood", event.node)

    async def run_plans(self) -> None:
        """Sends plans as the show changes, until cancelled."""
        self._dirty.set()
        while True:
            await self._dirty.wait()
            self._dirty.clear()
            self._look_for_lost()
            for node in sorted(self._glass.online()):
                try:
                    self._send(node)
                except Exception:
                    log.exception("the plan of node %s could not be sent", node)

    def _take(self, event: GlassEvent) -> None:
        match event:
            case NodeUp(node=node):
                # A node that came again without having gone says anew what it shows.
                self._sent.pop(node, None)
                self._board.gone(node)
                self._look_for_lost()
                self._send(node)
            case NodeDown(node=node):
                self._sent.pop(node, None)
                self._board.gone(node)
                self._look_for_lost()
            case NodeSaid(node=node):
                if event.status is not None:
                    self._board.status(node, event.status)
                if event.feeds is not None:
                    self._board.feeds(node, event.feeds)
                if event.wall is not None:
                    self._board.wall(node, event.wall)
                    self._on_report(event.wall)

    def _look_for_lost(self) -> None:
        lost = nodes_of(self._show()) - self._glass.online()
        for node in sorted(lost - self._lost):
            log.warning("node %s is not on line", node)
        for node in sorted(self._lost - lost):
            log.info("node %s is back", node)
        self._lost = lost
        self._board.lost(lost)

    def _send(self, node: str) -> None:
        plan = self._plan(node)
        if plan is None:
            return
        last = self._sent.get(node)
        if last is not None and last == replace(plan, revision=last.revision):
            return
        if self._glass.show(plan):
            self._sent[node] = plan
            self._board.only(node, {wall.wall for wall in plan.walls})

    def _plan(self, node: str) -> NodePlan | None:
        """The node's plan. A wall that cannot be planned keeps what it had; the others go on."""
        show = self._show()
        mine = walls_of(show, node)
        ids = {wall.id for wall in mine}
        self._broken = {(w, n) for w, n in self._broken if n != node or w in ids}
        walls = [self._wall(show, wall, node) for wall in mine]
        self._board.fault(PLAN_FAILED, bool(self._broken))
        known = [wall for wall in walls if wall is not None]
        try:
            sounds = self._sounds(node)
            feeds = feeds_of(show, known, self._open_secret)
            feeds += self._unseen(show, sounds, feeds)
            left = self._left_by(show, node, feeds)
        except Exception:
            log.exception("the feeds of node %s cannot be planned", node)
            return None
        return NodePlan(node, show.revision, tuple(known), feeds, left, sounds)

    def _unseen(
        self, show: Show, sounds: Iterable[Sounding], feeds: Iterable[FeedSpec]
    ) -> tuple[FeedSpec, ...]:
        """What sounds without a tile."""
        there = {feed.source for feed in feeds}
        missing = (one.source for one in sounds if one.source not in there)
        return tuple(feed_of(show.sources[id], self._open_secret) for id in missing)

    def _left_by(self, show: Show, node: str, feeds: Iterable[FeedSpec]) -> tuple[FeedSpec, ...]:
        """What the node's walls needed lately and need no more, as it is opened today."""
        now = {feed.source for feed in feeds}
        last = self._sent.get(node)
        just = tuple(f.source for f in last.feeds if f.source not in now) if last else ()
        before = (id for id in self._left.get(node, ()) if id not in now and id not in just)
        known = (id for id in (*before, *just) if id in show.sources)
        left = tuple(id for id in known if can_be_opened(show.sources[id]))[-LEFT_MOST:]
        self._left[node] = left
        return tuple(feed_of(show.sources[id], self._open_secret) for id in left)

    def _wall(self, show: Show, wall: Wall, node: str) -> WallPlan | None:
        try:
            plan = wall_plan(show, wall, node, self._preview_revision(show, wall.id))
            if self._patrols is not None:
                program = turned(plan.program, self._patrols.turns())
                plan = replace(plan, program=program, ahead=self._patrols.ahead(wall.id))
        except Exception:
            if (wall.id, node) not in self._broken:
                log.exception("wall %s cannot be planned for node %s", wall.id, node)
            self._broken.add((wall.id, node))
            last = self._sent.get(node)
            held = last.walls if last is not None else ()
            return next((one for one in held if one.wall == wall.id), None)
        self._broken.discard((wall.id, node))
        return plan

    def _preview_revision(self, show: Show, wall: str) -> int:
        """The revision at which the wall's preview last changed, as far as it was seen here."""
        tiles = show.preview_tiles(wall)
        known = self._previews.get(wall)
        if known is None or known[0] != tiles:
            known = self._previews[wall] = (tiles, show.revision)
        return known[1]
