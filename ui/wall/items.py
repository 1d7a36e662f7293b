"""What lies on an output, lowest first: each item paints itself inside a clip."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage, QPainter, QRegion

from wallctl.domain.geometry import Rect

SOURCE = QPainter.CompositionMode.CompositionMode_Source
OVER = QPainter.CompositionMode.CompositionMode_SourceOver


class Item(Protocol):
    """Painted in the output's upright px. The painter arrives in mode SOURCE with the clip set,
    and must be left so."""

    rect: Rect
    opaque: bool

    def paint(self, p: QPainter, clip: Rect) -> None: ...


Over = tuple[QPoint, QImage, QRect]
"""Where a part of a picture lies over something: its place, the picture, the part."""


class Moving(Item, Protocol):
    """An item whose picture moves in its place: where nothing lies over it, its spot is painted
    frame by frame without areas, clips and searches. `region` is the spot."""

    over: list[Over]
    region: QRegion

    @property
    def spot(self) -> Rect | None: ...

    def paint_frame(self, p: QPainter) -> None: ...


@dataclass(frozen=True, slots=True, eq=False)
class Sprite:
    """A small ready picture, drawn over what is below it."""

    x: int
    y: int
    image: QImage

    @property
    def rect(self) -> Rect:
        return Rect(self.x, self.y, self.image.width(), self.image.height())


def draw_sprites(p: QPainter, sprites: Iterable[Sprite], clip: Rect) -> None:
    p.setCompositionMode(OVER)
    for one in sprites:
        if one.rect.intersection(clip) is not None:
            p.drawImage(QPoint(one.x, one.y), one.image)
    p.setCompositionMode(SOURCE)


def qrect(r: Rect) -> QRect:
    return QRect(r.x, r.y, r.w, r.h)


@dataclass(slots=True)
class ImageItem:
    """A picture as big as its rectangle: background, safe picture."""

    rect: Rect
    image: QImage
    opaque: bool = True

    def paint(self, p: QPainter, clip: Rect) -> None:
        part = self.rect.intersection(clip)
        if part is not None:
            p.drawImage(
                QPoint(part.x, part.y), self.image, qrect(part.moved(-self.rect.x, -self.rect.y))
            )


@dataclass(slots=True)
class FadeItem:
    """The picture before a take, in the window's own px, falling away over the new one.

    `opacity` changes only together with a repaint of the whole window, so that no window ever
    shows two moments of a fade at once.
    """

    rect: Rect
    before: QImage
    opacity: float = 1.0
    opaque: bool = False

    def paint(self, p: QPainter, clip: Rect) -> None:
        p.save()
        p.resetTransform()
        p.setCompositionMode(OVER)
        p.setOpacity(self.opacity)
        p.drawImage(QPoint(0, 0), self.before)
        p.restore()


def lowest_needed(items: Sequence[Item], area: Rect) -> int:
    """Index of the highest item that hides all below it in `area`; -1 where none does."""
    for i in range(len(items) - 1, -1, -1):
        if items[i].opaque and items[i].rect.contains(area):
            return i
    return -1


def merged(areas: Sequence[Rect]) -> list[Rect]:
    """Areas of which no two overlap, that cover the given ones."""
    out: list[Rect] = []
    for area in areas:
        todo = area
        again = True
        while again:
            again = False
            for i, other in enumerate(out):
                if other.contains(todo):
                    break
                if other.intersection(todo) is not None:
                    x, y = min(other.x, todo.x), min(other.y, todo.y)
                    todo = Rect(
                        x, y, max(other.right, todo.right) - x, max(other.bottom, todo.bottom) - y
                    )
                    del out[i]
                    again = True
                    break
            else:
                out.append(todo)
    return out
