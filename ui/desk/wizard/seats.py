"""Where the screens of the nodes stand in a wall: columns and rows, and the outputs they make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from wallctl.domain.commands import OutputPlace
from wallctl.domain.entities import Output
from wallctl.domain.geometry import Rect, Size
from wallctl.domain.observed import NodeStatus, ScreenSize

NO_GAP = Size(0, 0)
Name = tuple[str, str]
"""A screen: its node and its own name."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One screen that can be put into a wall. `number` is what identify shows on it; `own`: the
    desk itself is on it, `taken`: another wall is; `missing`: the wall has it, but no node that is
    on line does."""

    name: Name
    number: int
    size: ScreenSize
    own: bool = False
    taken: bool = False
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Seat:
    column: int
    row: int
    rotation: int = 0


Seats = Mapping[Name, Seat]


def pieces(
    nodes: Iterable[NodeStatus],
    *,
    own: Iterable[ScreenSize] = (),
    taken: Iterable[Name] = (),
) -> tuple[Piece, ...]:
    """All screens of the nodes on line, numbered as their node numbers them."""
    mine, others = {_place(one) for one in own}, set(taken)
    return tuple(
        Piece(
            (node.node, size.name), n, size, _place(size) in mine, (node.node, size.name) in others
        )
        for node in sorted(nodes, key=lambda one: one.node)
        for n, size in enumerate(node.screen_sizes, 1)
    )


def missing_pieces(outputs: Iterable[Output], found: Iterable[Piece]) -> tuple[Piece, ...]:
    """Screens of a wall that nobody reports now: arranging the others must not lose them."""
    here = {piece.name for piece in found}
    return tuple(
        Piece((one.node, one.screen), 0, _size_of(one), missing=True)
        for one in outputs
        if (one.node, one.screen) not in here
    )


def _size_of(output: Output) -> ScreenSize:
    size = output.rect.size
    turned = output.rotation in (90, 270)
    w, h = (size.h, size.w) if turned else (size.w, size.h)
    return ScreenSize(output.screen, 0, 0, w, h)


def is_plain(outputs: Iterable[Output]) -> bool:
    """Whether each output fills a screen of its own: only such can be arranged by screens."""
    mine = list(outputs)
    names = {(one.node, one.screen) for one in mine}
    return len(names) == len(mine) and all(one.window is None for one in mine)


def _place(size: ScreenSize) -> tuple[str, int, int, int, int]:
    return size.name, size.x, size.y, size.w, size.h


def first_seats(found: Sequence[Piece]) -> dict[Name, Seat]:
    """Every free screen as it stands on its node's desktop; the next node's to the right."""
    seats: dict[Name, Seat] = {}
    begin = 0
    for node in dict.fromkeys(piece.name[0] for piece in found):
        mine = [p for p in found if p.name[0] == node and not p.own and not p.taken]
        across = sorted({p.size.x for p in mine})
        down = sorted({p.size.y for p in mine})
        for piece in mine:
            seat = Seat(begin + across.index(piece.size.x), down.index(piece.size.y))
            while seat in seats.values():  # two screens that show the same
                seat = replace(seat, column=seat.column + 1)
            seats[piece.name] = seat
        begin = max((seat.column + 1 for seat in seats.values()), default=0)
    return seats


def seats_of(outputs: Iterable[Output]) -> dict[Name, Seat]:
    """The seats of outputs that are arranged already."""
    mine = [one for one in outputs if one.window is None]
    across = sorted({one.rect.x for one in mine})
    down = sorted({one.rect.y for one in mine})
    return {
        (one.node, one.screen): Seat(across.index(one.rect.x), down.index(one.rect.y), one.rotation)
        for one in mine
    }


def moved(seats: Seats, name: Name, to: Seat) -> dict[Name, Seat]:
    """The screen in another seat; whoever sits there changes with it."""
    before = seats.get(name)
    after = dict(seats)
    other = next((n for n, s in seats.items() if (s.column, s.row) == (to.column, to.row)), None)
    if other is not None and other != name:
        if before is None:
            del after[other]
        else:
            after[other] = replace(seats[other], column=before.column, row=before.row)
    after[name] = to if before is None else replace(to, rotation=before.rotation)
    return after


def grid_of(seats: Seats) -> Size:
    """Columns and rows in use, from the first."""
    if not seats:
        return Size(0, 0)
    across = [s.column for s in seats.values()]
    down = [s.row for s in seats.values()]
    return Size(max(across) - min(across) + 1, max(down) - min(down) + 1)


def places(
    seats: Seats,
    found: Sequence[Piece],
    *,
    hidden: Size = NO_GAP,
    known: Mapping[Name, Output] | None = None,
) -> tuple[OutputPlace, ...]:
    """The outputs that the seats make, row by row; each column is as wide as its widest screen.
    `hidden` px stay between neighbours; outputs that were there keep what they are called."""
    sizes = {
        piece.name: _turned(piece.size, seats[piece.name].rotation)
        for piece in found
        if piece.name in seats
    }
    mine = {name: seat for name, seat in seats.items() if name in sizes}
    before = known or {}
    columns = sorted({seat.column for seat in mine.values()})
    rows = sorted({seat.row for seat in mine.values()})
    wide = [max(sizes[n].w for n, s in mine.items() if s.column == c) for c in columns]
    high = [max(sizes[n].h for n, s in mine.items() if s.row == r) for r in rows]
    x, y = _begins(wide, hidden.w), _begins(high, hidden.h)
    made: list[OutputPlace] = []
    for name in sorted(mine, key=lambda n: (mine[n].row, mine[n].column)):
        seat, size, old = mine[name], sizes[name], before.get(name)
        at = (x[columns.index(seat.column)], y[rows.index(seat.row)])
        made.append(
            OutputPlace(
                node=name[0],
                screen=name[1],
                rect=Rect(*at, size.w, size.h),
                id=old.id if old else "",
                rotation=seat.rotation,
                name=old.name if old else "",
                content=old.content if old else False,
            )
        )
    return tuple(made)


def _turned(size: ScreenSize, rotation: int) -> Size:
    return Size(size.h, size.w) if rotation in (90, 270) else Size(size.w, size.h)


def _begins(lengths: Sequence[int], gap: int) -> list[int]:
    at, begins = 0, []
    for length in lengths:
        begins.append(at)
        at += length + gap
    return begins


def pitch_mm(outputs: Iterable[Output], nodes: Iterable[NodeStatus]) -> float:
    """Millimetres of one pixel on the wall's screens as their makers say; 0 unknown."""
    sizes = {(n.node, s.name): s for n in nodes for s in n.screen_sizes}
    for one in outputs:
        size = sizes.get((one.node, one.screen))
        if size is not None and size.mm_w > 0 and size.w > 0:
            return size.mm_w / size.w
    return 0.0
