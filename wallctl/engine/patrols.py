"""The patrols of all programs: turned by the clock, skipping what has no picture.

Whose turn it is is observed, not part of the show: a plan is made with it, and it is told to all.
It is kept beside the show, so that a restart of the engine changes nothing on the wall.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace

from wallctl.domain.behind import can_be_opened
from wallctl.domain.commands import Command, PatrolShow, PatrolStop, Turn
from wallctl.domain.entities import Tile
from wallctl.domain.observed import FeedFigures, PatrolState, Picture
from wallctl.domain.patrolling import Turns, following, runs
from wallctl.domain.show import Show
from wallctl.engine.following import Following, Lagged
from wallctl.engine.observation import Board
from wallctl.engine.patrol_round import Round, Seen
from wallctl.ports.clock import Clock
from wallctl.ports.patrols import PatrolPlaces, Places

LOOK_S = 1.0
_LIVE = frozenset({Picture.LIVE, Picture.WARM})
_NONE = frozenset({Picture.SLATE, Picture.STALE})


class Patrols:
    """`replan` is called when another source has its turn, or is to be opened for it."""

    def __init__(
        self,
        *,
        clock: Clock,
        show: Callable[[], Show],
        board: Board,
        follow: Callable[[], Following],
        replan: Callable[[], None],
        places: PatrolPlaces,
    ) -> None:
        self._clock = clock
        self._show = show
        self._board = board
        self._follow = follow
        self._replan = replan
        self._kept = places
        self._places: Places = {}
        self._rounds: dict[tuple[str, str], Round] = {}
        self._seen: Show | None = None
        self._due_at: dict[tuple[str, str], tuple[float, float]] = {}
        self._moved = asyncio.Event()

    async def load(self) -> None:
        """Takes up where the patrols were; before the first plan is made."""
        self._places = await self._kept.load()

    def turns(self) -> Turns:
        """Whose turn it is in the programs as they are now."""
        self._follow_show()
        return {key: one.source for key, one in self._rounds.items()}

    def ahead(self, wall: str) -> tuple[Tile, ...]:
        """The tiles of a wall as they will be when their turn comes, to be opened now. Their ids
        can be no tile's."""
        self._follow_show()
        return tuple(
            replace(one.tile, id=f"{one.tile.id}/ahead", source=one.next)
            for (at, _), one in sorted(self._rounds.items())
            if at == wall and one.next
        )

    def completed(self, command: Command) -> Command:
        """The command with the source that it leaves to whose turn it is."""
        if not isinstance(command, PatrolStop | PatrolShow) or command.source:
            return command
        program = self._show().program(command.wall)
        tiles = (*program.tiles, *program.under)
        tile = next((t for t in tiles if t.id == command.tile and t.patrol is not None), None)
        if tile is None:
            return command
        now = self.turns().get((command.wall, command.tile), tile.source)
        if isinstance(command, PatrolStop):
            return replace(command, source=now)
        if command.turn is None:
            return command
        step = 1 if command.turn is Turn.NEXT else -1
        return replace(command, source=following(tile, now, step=step))

    async def run(self) -> None:
        """Turns them until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._keep())
            async with self._follow() as following_room:
                while True:
                    self._look()
                    await self._wait(following_room)

    # -- following ------------------------------------------------------------------------

    def _follow_show(self) -> None:
        show = self._show()
        if show is self._seen:
            return
        self._seen = show
        now = self._clock.monotonic()
        rounds: dict[tuple[str, str], Round] = {}
        for key, tile in _running(show):
            known = self._rounds.get(key)
            if known is not None and _same(known.tile, tile):
                known.tile = tile
                rounds[key] = known
            else:
                rounds[key] = Round(tile, self._start(key, tile), now)
        self._rounds = rounds

    def _start(self, key: tuple[str, str], tile: Tile) -> str:
        """Where it was before a restart, else with its first."""
        kept = self._places.get(key, "")
        return kept if tile.patrol is not None and kept in tile.patrol.sources else tile.source

    def _look(self) -> None:
        self._follow_show()
        now = self._clock.monotonic()
        before = self._wanted()
        for one in self._rounds.values():
            one.step(now, lambda source, tile=one.tile: self._picture(tile, source))  # type: ignore[misc]
        if self._wanted() != before:
            self._replan()
        places = {key: one.source for key, one in self._rounds.items()}
        if places != self._places:
            self._places = places
            self._moved.set()
        self._board.patrols(tuple(self._states(now)))

    def _wanted(self) -> dict[tuple[str, str], tuple[str, str]]:
        return {key: (one.source, one.next) for key, one in self._rounds.items()}

    async def _wait(self, following_room: Following) -> None:
        """Until something is published, or the clock has something to say."""
        async with asyncio.TaskGroup() as group:
            news = group.create_task(_news(following_room))
            waiting = {news}
            if self._rounds:
                waiting.add(group.create_task(self._clock.sleep(self._sleep_s())))
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for one in waiting:
                one.cancel()

    def _sleep_s(self) -> float:
        now = self._clock.monotonic()
        return min([LOOK_S, *(one.due - now for one in self._rounds.values() if one.due > now)])

    async def _keep(self) -> None:
        while True:
            await self._moved.wait()
            self._moved.clear()
            await self._kept.keep(self._places)

    # -- what is seen ---------------------------------------------------------------------

    def _picture(self, tile: Tile, source: str) -> Seen:
        """The worst of the nodes that show a part of the tile."""
        known = self._show().sources.get(source)
        if known is not None and not can_be_opened(known):
            return Seen.NONE
        observed = self._board.now
        nodes = {
            output.node
            for output in self._show().outputs_of(tile.wall)
            if output.rect.intersection(tile.rect) is not None
        } - observed.lost_nodes
        if not nodes:
            return Seen.BLIND
        by_node: dict[str, list[FeedFigures]] = {node: [] for node in nodes}
        for (node, of, _), feed in observed.feeds.items():
            if of == source and node in by_node:
                by_node[node].append(feed)
        said = {_seen(feeds) for feeds in by_node.values()}
        return next(one for one in (Seen.NONE, Seen.WAITING, Seen.LIVE) if one in said)

    def _states(self, now: float) -> Iterator[PatrolState]:
        offset = self._clock.now() - now
        for wall in sorted(self._show().walls):
            for tile in self._show().program(wall).tiles:
                one = self._rounds.get((wall, tile.id))
                if one is not None:
                    stopped = "no_picture" if one.dead else ""
                    after = one.next or following(tile, one.source, one.skipped)
                    due = self._due((wall, tile.id), one.due, offset)
                    yield PatrolState(wall, tile.id, one.source, after, due, stopped, one.skipped)
                elif tile.patrol is not None:
                    yield PatrolState(wall, tile.id, tile.source, stopped="manual")

    def _due(self, key: tuple[str, str], due: float, offset: float) -> float:
        """Epoch s of a turn, told once however the clocks drift; 0 for none."""
        known = self._due_at.get(key)
        if known is None or known[0] != due:
            known = self._due_at[key] = (due, round(due + offset, 1) if due else 0.0)
        return known[1]


def _running(show: Show) -> Iterator[tuple[tuple[str, str], Tile]]:
    for wall in show.walls:
        program = show.program(wall)
        for tile in program.tiles:
            if runs(tile):
                yield (wall, tile.id), tile


def _same(before: Tile, after: Tile) -> bool:
    """Whether a patrol goes on: the same list from the same start, wherever the tile is."""
    return (before.source, before.patrol) == (after.source, after.patrol)


def _seen(feeds: list[FeedFigures]) -> Seen:
    pictures = {feed.picture for feed in feeds}
    if pictures & _LIVE:
        return Seen.LIVE
    return Seen.NONE if pictures & _NONE else Seen.WAITING


async def _news(following_room: Following) -> None:
    """Returns once anything was published, or missed."""
    try:
        await anext(following_room)
    except (Lagged, StopAsyncIteration):
        return
