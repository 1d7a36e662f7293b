"""Each tile's own picture out of the pictures of the whole preview.

A preview picture names the revision it was drawn at. It is cut by the tiles of that revision,
so that a tile which has been moved since still shows its own picture, not its old place's.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage

from wallctl.domain.entities import Tile
from wallctl.domain.geometry import Rect, Size

KEPT_REVISIONS = 64


@dataclass(frozen=True, slots=True)
class Cut:
    """A picture and the part of it that is one source's, px."""

    image: QImage
    part: QRectF


class Cuts:
    def __init__(self) -> None:
        self._layouts: OrderedDict[int, tuple[Tile, ...]] = OrderedDict()
        self._by_tile: dict[str, tuple[str, Cut]] = {}
        self._by_source: dict[str, Cut] = {}

    def clear(self) -> None:
        self._layouts.clear()
        self._by_tile.clear()
        self._by_source.clear()

    def remember(self, revision: int, tiles: Sequence[Tile]) -> None:
        """The tiles as they are from this revision on."""
        if self._layouts and next(reversed(self._layouts.values())) == tuple(tiles):
            return
        self._layouts[revision] = tuple(tiles)
        while len(self._layouts) > KEPT_REVISIONS:
            self._layouts.popitem(last=False)

    def put(self, image: QImage, revision: int, canvas: Size) -> None:
        """Cuts a new picture of the whole preview."""
        known = [r for r in self._layouts if r <= revision] or list(self._layouts)[:1]
        if not known:
            return
        tiles = self._layouts[known[-1]]
        kx, ky = image.width() / canvas.w, image.height() / canvas.h
        self._by_tile.clear()
        self._by_source.clear()
        for tile in tiles:
            if _covered(tile, tiles):
                continue
            r = tile.rect
            cut = Cut(image, QRectF(r.x * kx, r.y * ky, r.w * kx, r.h * ky))
            self._by_tile[tile.id] = (tile.source, cut)
            self._by_source.setdefault(tile.source, cut)

    def of(self, tile: Tile) -> Cut | None:
        """The tile's picture, else another tile's of the same source."""
        own = self._by_tile.get(tile.id)
        if own is not None and own[0] == tile.source:
            return own[1]
        return self._by_source.get(tile.source)


def _covered(tile: Tile, tiles: Sequence[Tile]) -> bool:
    """Whether more than a third of the tile lies under others: its cut would show them."""
    hidden = 0
    for other in tiles:
        if (other.z, other.id) > (tile.z, tile.id):
            common: Rect | None = tile.rect.intersection(other.rect)
            hidden += common.area if common else 0
    return hidden * 3 > tile.rect.area
