"""Tells each node which live pictures are wanted, whenever that changes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping

from wallctl.api.joining import drawers
from wallctl.api.nodes import NodeHub
from wallctl.api.pictures import PictureBoard, PictureKey
from wallctl.domain.observed import FeedFigures
from wallctl.domain.plan import FeedSpec
from wallctl.domain.show import Show
from wallctl.wire.node import Wanted, Wants

ECHO_WIDTH = 640  # px of the echo that always runs, for the echo page and the desk's first look
ECHO_FPS = 1.0
LOOK_AGAIN_S = 5.0  # leases of pictures run out without an event
SETTLE_S = 0.05

Shares = dict[str, list[Wanted]]


def home_of_wall(show: Show, wall: str, online: frozenset[str]) -> str:
    """The node that pictures of a wall are asked from: the one that draws most of it."""
    area: dict[str, int] = {}
    for output in show.outputs_of(wall):
        if output.node in online:
            area[output.node] = area.get(output.node, 0) + output.rect.area
    return max(sorted(area), key=lambda n: area[n], default="")


def home_of_source(source: str, feeds: Iterable[FeedFigures], online: frozenset[str]) -> str:
    """The node that a thumbnail is asked from: one that plays the source, else the first."""
    playing = sorted(f.node for f in feeds if f.source == source and f.node in online)
    return playing[0] if playing else min(online, default="")


def share(
    show: Show,
    demand: Mapping[PictureKey, Wanted],
    online: frozenset[str],
    thumbnail_home: Callable[[str], str],
) -> Shares:
    """Who shall send what. The program of every wall is always sent, slowly."""
    shares: Shares = {node: [] for node in online}
    streams = dict(demand)
    for wall in show.walls:
        echo = Wanted(kind="program", id=wall, width=ECHO_WIDTH, fps=ECHO_FPS)
        had = streams.get(("program", wall), echo)
        streams["program", wall] = Wanted(
            kind="program",
            id=wall,
            width=max(had.width, ECHO_WIDTH),
            fps=max(had.fps, ECHO_FPS),
        )
    for kind, id in sorted(streams):
        nodes: tuple[str, ...]
        if kind == "thumbnail":
            nodes = (thumbnail_home(id),) if id in show.sources else ()
        elif kind == "program":
            nodes = drawers(show, id, online)  # each sends its part
        else:
            nodes = (home_of_wall(show, id, online),)
        for node in nodes:
            if node in shares:
                shares[node].append(streams[kind, id])
    return shares


class Demand:
    """`thumbnail_home` sticks: a thumbnail keeps its node while that is on line."""

    def __init__(
        self,
        hub: NodeHub,
        board: PictureBoard,
        show: Callable[[], Show],
        feeds: Callable[[], Iterable[FeedFigures]],
        feed_spec: Callable[[str], FeedSpec | None],
    ) -> None:
        self._hub = hub
        self._board = board
        self._show = show
        self._feeds = feeds
        self._feed_spec = feed_spec
        self._changed = asyncio.Event()
        self._told: dict[str, Wants] = {}
        self._homes: dict[str, str] = {}

    def look_again(self) -> None:
        """Something that demand depends on has changed."""
        self._changed.set()

    def forget(self) -> None:
        """Nodes came or went: one that is new has to be told all."""
        self._told = {}
        self._changed.set()

    async def run(self) -> None:
        while True:
            try:
                async with asyncio.timeout(LOOK_AGAIN_S):
                    await self._changed.wait()
            except TimeoutError:
                pass
            self._changed.clear()
            self._tell_nodes()
            await asyncio.sleep(SETTLE_S)

    def _tell_nodes(self) -> None:
        show, online = self._show(), self._hub.online()
        shares = share(show, self._board.demand(), online, lambda s: self._home(s, online))
        for node, wanted in shares.items():
            specs = [self._feed_spec(one.id) for one in wanted if one.kind == "thumbnail"]
            wants = Wants(wanted=tuple(wanted), feeds=tuple(s for s in specs if s is not None))
            if self._told.get(node) != wants and self._hub.wants(node, wants):
                self._told[node] = wants

    def _home(self, source: str, online: frozenset[str]) -> str:
        node = self._homes.get(source, "")
        if node not in online:
            node = self._homes[source] = home_of_source(source, self._feeds(), online)
        return node
