"""One output: its window's items, what of them must be painted again, and the painting."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from PySide6.QtGui import QColor, QImage, QPainter, QRegion, QTransform

from ui.wall.geometry import OutputMap
from ui.wall.items import OVER, SOURCE, Item, Moving, lowest_needed, merged, qrect
from ui.wall.surface import Surface
from wallctl.domain.entities import Output
from wallctl.domain.geometry import Rect

_LAST_RESORT = QColor("#0D1420")

log = logging.getLogger(__name__)


class _Plain:
    """What stands behind everything when nothing else can be made."""

    opaque = True

    def __init__(self, rect: Rect) -> None:
        self.rect = rect

    def paint(self, p: QPainter, clip: Rect) -> None:
        p.fillRect(qrect(clip), _LAST_RESORT)


class Stage:
    """Paints only what was damaged, and never lets a fault of one item reach the glass: what
    cannot be painted shows the background.

    Tiles over which nothing lies are painted first and flatly, each its frame and its label: a
    wall of small tiles has hundreds of frames a second. All else goes by areas.
    """

    def __init__(
        self,
        output: Output,
        out: OutputMap,
        surface: Surface,
        *,
        background: Callable[[OutputMap], Item],
        exposed: Callable[[], bool] = lambda: True,
    ) -> None:
        self.output = output
        self.map = out
        self.surface = surface
        self.exposed = exposed
        self._background = background
        self._ground: Item | None = None
        self._items: list[Item] = []
        self._bounds = out.bounds
        self._dirty: list[Rect] = []
        self._moved: dict[Moving, None] = {}
        self._alone: dict[Moving, bool] = {}
        self._painted: QRegion | None = None
        self._broken: set[int] = set()
        self._turn = turn_of(out)

    def ground(self) -> Item:
        """The background, made when it is first seen."""
        if self._ground is None:
            try:
                self._ground = self._background(self.map)
            except Exception:
                log.exception("the background cannot be made; a plain one is shown")
                self._ground = _Plain(self.map.bounds)
        return self._ground

    @property
    def items(self) -> Sequence[Item]:
        return self._items

    def set_items(self, items: Sequence[Item]) -> None:
        self._items = list(items)
        self._broken.clear()
        self._alone.clear()
        self.damage_all()

    def set_background(self, background: Callable[[OutputMap], Item]) -> None:
        self._background = background
        self._ground = None

    def damage(self, area: Rect) -> None:
        part = self._bounds.intersection(area)
        if part is not None and part not in self._dirty:
            self._dirty.append(part)

    def damage_all(self) -> None:
        self._dirty = [self._bounds]
        self._moved.clear()

    def moved(self, item: Moving) -> None:
        """In the item's spot is another frame, or something else over it."""
        self._moved[item] = None

    @property
    def dirty(self) -> bool:
        return bool(self._dirty or self._moved)

    def paint(self) -> None:
        flat = self._flat() if self._moved else []
        areas = merged(self._dirty) if len(self._dirty) > 1 else self._dirty
        self._dirty = []
        region = QRegion()
        for item in flat:
            region += item.region
        for area in areas:
            region += qrect(self.map.turned(area))
        self.surface.paint(region, lambda p: self._draw(p, flat, areas))
        self._painted = region

    def _flat(self) -> list[Moving]:
        """Those that moved and can be painted flatly; the others become areas."""
        flat = []
        for item in self._moved:
            alone = self._alone.get(item)
            if alone is None:
                alone = self._alone[item] = self._is_alone(item)
            if item.spot is None:
                self.damage(item.rect)
            elif alone:
                flat.append(item)
            else:
                self.damage(item.spot)
        self._moved = {}
        return flat

    def _is_alone(self, item: Moving) -> bool:
        """Whether nothing lies over it. (What lies over it never moves: a change makes new
        items.)"""
        if self._turn is not None or id(item) in self._broken or item not in self._items:
            return False
        above = self._items[self._items.index(item) + 1 :]
        return all(other.rect.intersection(item.rect) is None for other in above)

    def flush(self) -> None:
        if self._painted is not None:
            self.surface.flush(self._painted)
            self._painted = None

    def picture(self) -> QImage:
        return self.surface.picture()

    def _draw(self, p: QPainter, flat: Sequence[Moving], areas: Sequence[Rect]) -> None:
        p.setCompositionMode(SOURCE)
        if flat:
            areas = [*areas, *self._draw_flat(p, flat)]
        if self._turn is not None:
            p.setTransform(self._turn)
        for area in areas:
            p.setClipRect(qrect(area))
            first = lowest_needed(self._items, area)
            if first < 0:
                self._safely(p, self.ground(), area)
            for item in self._items[max(first, 0) :]:
                if item.rect.intersection(area) is not None:
                    self._safely(p, item, area)

    def _draw_flat(self, p: QPainter, flat: Sequence[Moving]) -> list[Rect]:
        """Gives the areas of what could not be painted so."""
        failed = []
        for item in flat:
            try:
                item.paint_frame(p)
            except Exception:
                self._breaks(p, item)
                failed.append(item.spot or item.rect)
        p.setCompositionMode(OVER)
        for item in flat:
            for at, image, part in item.over:
                p.drawImage(at, image, part)
        p.setCompositionMode(SOURCE)
        return failed

    def _breaks(self, p: QPainter, item: Item) -> None:
        # Whatever goes wrong with one tile, the wall goes on; said once, then covered.
        log.exception("painting %s failed; the background is shown", type(item).__name__)
        self._broken.add(id(item))
        self._alone.clear()
        p.setOpacity(1.0)
        p.setCompositionMode(SOURCE)

    def _safely(self, p: QPainter, item: Item, area: Rect) -> None:
        if id(item) in self._broken:
            if item is self._ground:
                p.fillRect(qrect(area), _LAST_RESORT)
            elif item.opaque:
                self._cover(p, item, area)
            return
        try:
            item.paint(p, area)
        except Exception:
            self._breaks(p, item)
            self._safely(p, item, area)

    def _cover(self, p: QPainter, item: Item, area: Rect) -> None:
        part = item.rect.intersection(area)
        if part is not None:
            self._safely(p, self.ground(), part)


def turn_of(out: OutputMap) -> QTransform | None:
    """Turns upright px into the window's px; None where nothing is turned."""
    w, h = out.window.w, out.window.h
    match out.rotation:
        case 90:
            return QTransform(0, 1, -1, 0, w, 0)
        case 180:
            return QTransform(-1, 0, 0, -1, w, h)
        case 270:
            return QTransform(0, -1, 1, 0, 0, h)
    return None
