"""The picture of a wall that several nodes draw: each knows its own outputs, here they meet."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from wallctl.api.pictures import PictureBoard
from wallctl.domain.entities import Output
from wallctl.domain.geometry import Size
from wallctl.domain.show import Show
from wallctl.wire.node import PictureHead

_PARTS_KEPT = 256


def drawers(show: Show, wall: str, online: frozenset[str]) -> tuple[str, ...]:
    """The nodes on line that draw a part of the wall."""
    return tuple(sorted({o.node for o in show.outputs_of(wall)} & online))


def join(
    canvas: Size, outputs: Iterable[Output], parts: Mapping[str, bytes], form: str
) -> tuple[bytes, int, int]:
    """One picture of the whole canvas from those of the nodes: (encoded, width, height).

    `form` is ".png" or ".jpg". Blocking. Raises ValueError for a picture that is none.
    """
    # Here and not above: most walls have one node, and never need it.
    from wallctl.api.collage import collage

    return collage(canvas, outputs, parts, form)


@dataclass(frozen=True, slots=True)
class _Part:
    head: PictureHead
    data: bytes


class Joiner:
    """Between the nodes and the board: lets pictures through, and joins those of a wall that
    several nodes draw. The part of a node that is gone is not shown again."""

    def __init__(
        self,
        board: PictureBoard,
        show: Callable[[], Show],
        online: Callable[[], frozenset[str]],
    ) -> None:
        self._board = board
        self._show = show
        self._online = online
        self._parts: dict[tuple[str, str], _Part] = {}
        self._due: set[str] = set()
        self._wake = asyncio.Event()

    def put(self, node: str, head: PictureHead, data: bytes) -> None:
        nodes = drawers(self._show(), head.id, self._online()) if head.kind == "program" else ()
        if len(nodes) < 2:
            self._board.put(node, head, data)
            return
        self._parts[head.id, node] = _Part(head, data)
        while len(self._parts) > _PARTS_KEPT:
            del self._parts[next(iter(self._parts))]
        if node == nodes[0]:
            # One node sets the pace; the others' newest parts are taken as they are.
            self._due.add(head.id)
            self._wake.set()

    async def run(self) -> None:
        """Joins what is due, until cancelled. While it is at it, newer parts replace older."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._due:
                await self._join(self._due.pop())

    async def _join(self, wall: str) -> None:
        show, online = self._show(), self._online()
        self._parts = {k: v for k, v in self._parts.items() if k[1] in online}
        known = show.walls.get(wall)
        parts = {node: one for (id, node), one in self._parts.items() if id == wall}
        if known is None or not parts:
            return
        pictures = {node: one.data for node, one in parts.items()}
        try:
            data, width, height = await asyncio.to_thread(
                join, known.canvas, show.outputs_of(wall), pictures, ".jpg"
            )
        except ValueError:
            return  # the next ones may be whole
        # As old as its oldest part, and no newer a take than all parts show.
        head = PictureHead(
            kind="program",
            id=wall,
            format="jpeg",
            width=width,
            height=height,
            serial=min(one.head.serial for one in parts.values()),
            at=min(one.head.at for one in parts.values()),
        )
        self._board.put("", head, data)
