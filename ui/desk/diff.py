"""What a take would change on the wall, in numbers for the TAKE bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from wallctl.domain.entities import Tile


@dataclass(frozen=True, slots=True)
class Difference:
    """Counts of tiles that a take adds, removes, moves, gives another source or else changes."""

    added: int = 0
    removed: int = 0
    moved: int = 0
    sources: int = 0
    other: int = 0

    def __bool__(self) -> bool:
        return any((self.added, self.removed, self.moved, self.sources, self.other))

    @property
    def places(self) -> int:
        return self.added + self.removed + self.moved + self.sources + self.other


def difference(program: Sequence[Tile], preview: Sequence[Tile]) -> Difference:
    """Matches tiles by id, then by source and place, by place, by source; the rest came or went."""
    left, right = list(program), list(preview)
    pairs: list[tuple[Tile, Tile]] = []
    for same in (
        lambda a, b: a.id == b.id,
        lambda a, b: a.source == b.source and a.rect == b.rect,
        lambda a, b: a.rect == b.rect,
        lambda a, b: a.source == b.source,
    ):
        for old in list(left):
            new = next((t for t in right if same(old, t)), None)
            if new is not None:
                left.remove(old)
                right.remove(new)
                pairs.append((old, new))
    moved = sum(a.rect != b.rect for a, b in pairs)
    sources = sum(a.source != b.source for a, b in pairs)
    other = sum(
        a.rect == b.rect and a.source == b.source and _looks(a) != _looks(b) for a, b in pairs
    )
    if not other and _stacking(program) != _stacking(preview) and not (left or right):
        other = 1
    return Difference(len(right), len(left), moved, sources, other)


def same_picture(program: Sequence[Tile], preview: Sequence[Tile]) -> bool:
    return not difference(program, preview)


def _looks(tile: Tile) -> Tile:
    """The tile without what does not show or is compared by itself."""
    return replace(tile, id="", z=0, locked=False)


def _stacking(tiles: Sequence[Tile]) -> list[tuple[str, object]]:
    over = sorted(tiles, key=lambda t: (t.z, t.id))
    touching = [
        t for t in over if any(t is not o and t.rect.intersection(o.rect) for o in over)
    ]
    return [(t.source, t.rect) for t in touching]
