"""A small room and a hand that carries commands out on it."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from wallctl.domain.commands import NAME_OF, Command, Envelope, Redo, Undo
from wallctl.domain.decide import decide
from wallctl.domain.entities import (
    Medium,
    Output,
    Program,
    Room,
    Scene,
    SceneLayout,
    Source,
    Tile,
    Wall,
)
from wallctl.domain.geometry import Rect, Size, grid
from wallctl.domain.show import Change, Show, apply, build
from wallctl.domain.undo import redo, undo

FULL = Rect(0, 0, 1920, 1080)


@dataclass(frozen=True)
class Line:
    """A line of the log, as a journal keeps it."""

    revision: int
    kind: str
    by: str
    at: float
    changes: tuple[Change, ...]
    undoes: int = 0


@dataclass
class Hand:
    show: Show
    log: list[Line] = field(default_factory=list)
    count: int = 0

    def decide(self, command: Command, expect: int | None = None) -> tuple[Change, ...]:
        return decide(self.show, command, self._envelope("wang", expect))

    def do(self, command: Command, by: str = "wang") -> Show:
        """Carries a command out and writes it down; raises Refused."""
        self.count += 1
        undoes = 0
        if isinstance(command, Undo | Redo):
            step = (undo if isinstance(command, Undo) else redo)(
                self.show, self.log, by, command.wall
            )
            changes, undoes = step.changes, step.undoes
        else:
            changes = decide(self.show, command, self._envelope(by))
        if changes:
            self.show = apply(self.show, changes)
            kind, at = NAME_OF[type(command)], 1000.0 + self.count
            self.log.append(Line(self.show.revision, kind, by, at, changes, undoes))
        return self.show

    def tile(self, id: str) -> Tile:
        one = self.show.get(Tile, id)
        assert one is not None
        return one

    def _envelope(self, by: str, expect: int | None = None) -> Envelope:
        return Envelope(f"c{self.count}", by, 1000.0 + self.count, (f"f{self.count}",), expect)


def source(id: str, **more: object) -> Source:
    base = Source(id, f"机位 {id}", Medium.STREAM, f"rtsp://admin@10.0.0.1/{id}")
    return Source(**{**{k: getattr(base, k) for k in Source.__dataclass_fields__}, **more})


def tile(id: str, source: str = "a", rect: Rect = FULL, z: int = 0, wall: str = "big") -> Tile:
    return Tile(id, wall, source, rect, z)


@pytest.fixture
def hand() -> Hand:
    """Wall `big` of 4x2 outputs without bezels and wall `small` of one; sources a to d; tiles t1
    (below) and t2 in preview of big, showing a and b; scene s1 with key 3."""
    cells = grid(Size(4, 2), Size(1920, 1080))
    return Hand(
        build(
            [
                Room("hall", "指挥大厅"),
                Wall("big", "hall", "大屏", Size(7680, 2160), fade_ms=300),
                Wall("small", "hall", "小屏", Size(1920, 1080)),
                *(Output(f"o{n}", "big", "n1", r, f"S{n}") for n, r in enumerate(cells)),
                Output("o9", "small", "n2", FULL, "S1"),
                *(source(id) for id in "abcd"),
                tile("t1", "a"),
                tile("t2", "b", Rect(1920, 0, 1920, 1080), 1),
                Scene("s1", "防汛", number=3, layouts=(SceneLayout("big", (tile("x1", "c"),)),)),
                Program("small", (tile("p1", "d", wall="small"),), serial=1, confirmed=True),
            ],
            revision=10,
        )
    )
