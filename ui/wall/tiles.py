"""A tile on one output: its picture, card, label strip, badge and border."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QRegion

from ui.wall.cards import Dressing, Style, dress, stale_picture
from ui.wall.frames import Shown
from ui.wall.geometry import Fitted, OutputMap, fitted, inner
from ui.wall.items import Item, Over, draw_sprites, qrect
from ui.wall.looks import Face, Look
from ui.wall.theme import colour
from wallctl.domain.entities import Tile
from wallctl.domain.geometry import Rect, Size

SMOOTH = QPainter.RenderHint.SmoothPixmapTransform


@dataclass(frozen=True, slots=True)
class _Blit:
    """How one frame size lands on the glass, worked out once. `spot`: the part of the output
    that a frame fills without any clip being set; None where one is needed."""

    fit: Fitted
    part: QRect
    partf: QRectF
    at: QPoint
    target: QRectF
    smooth: bool
    spot: Rect | None


class TileItem:
    """Opaque over its whole rectangle. `dress` and `frame` give back what must be repainted.

    Most of the time one frame only takes the place of the one before: `next` says so, and the
    tile can then be painted as `Moving` (see ui.wall.items)."""

    opaque = True

    def __init__(
        self,
        tile: Tile,
        out: OutputMap,
        style: Style,
        ground: Callable[[], Item],
        bands: Sequence[Rect] = (),
    ) -> None:
        self.tile = tile
        self.rect = out.rect(tile.rect)
        self.inner = out.rect(inner(tile))
        self._free = _outside(self.inner, bands)
        self._out = out
        self._style = style
        self._ground = ground
        self._border = colour(tile.border_color, style.theme["stale_edge"])
        self._look: Look | None = None
        self._dressing = Dressing()
        self._shown: Shown | None = None
        self._blit: _Blit | None = None
        self._blit_for: tuple[Size, Size] | None = None
        self._still: QImage | None = None
        self._spot: Rect | None = None  # where frames just follow one another
        self.region = QRegion()
        self.over: list[Over] = []

    @property
    def spot(self) -> Rect | None:
        """Where a frame takes the place of the one before and nothing else changes; None while
        that is not so."""
        return self._spot

    def next(self, shown: Shown) -> bool:
        """Draws this frame from now on. True where that changes the spot alone; False changes
        nothing: ask `frame` then."""
        before = self._shown
        if before is None or self._spot is None or shown is before:
            return False
        native, old = shown.frame.native, before.frame.native
        # They are the same objects nearly always, and comparing them costs more than asking.
        if native is not old and native != old:
            return False
        if shown.size is not before.size and shown.size != before.size:
            return False
        self._shown = shown
        return True

    def frame(self, shown: Shown | None) -> Rect | None:
        """Draws this frame from now on; None for an area means all stays as it was."""
        if shown is None or shown is self._shown:
            return None
        self._shown = shown
        sizes = (shown.frame.native, shown.size)
        if sizes != self._blit_for:
            self._blit_for = sizes
            self._blit = self._fit(*sizes)
            if self._look is not None and self._look.face is Face.STALE:
                self._still = None
            self._lay_out()
            return self.inner
        if self._look is None or self._look.face is not Face.PICTURE or self._blit is None:
            return None
        return self._blit.fit.target.intersection(self.inner)

    def dress(self, look: Look) -> list[Rect]:
        """Takes on a look; gives back the areas that change by it."""
        old = self._look
        if look == old:
            return []
        self._look = look
        before = self._dressing
        self._dressing = dress(look, self._free, self._style)
        self._lay_out()
        if old is None or look.face is not old.face:
            self._still = None
            return [self.rect]
        if look.face is not Face.PICTURE and look.face is not Face.STALE:
            return [self.rect]
        return [s.rect for s in (*before.sprites, *self._dressing.sprites)]

    def paint(self, p: QPainter, clip: Rect) -> None:
        look = self._look
        if look is None:
            p.fillRect(qrect(clip), self._style.theme["paper"])
            return
        if self.inner != self.rect and not self.inner.contains(clip):
            self._paint_border(p)
        area = self.inner.intersection(clip)
        if area is None:
            return
        if look.face in (Face.PICTURE, Face.STALE) and self._blit is not None:
            self._paint_picture(p, area, look.face)
        elif look.face is Face.BACKGROUND:
            self._ground().paint(p, area)
        else:
            p.fillRect(qrect(area), self._style.theme["paper"])
            self._paint_edge(p)
        if self._dressing.sprites:
            p.setClipRect(qrect(area))
            draw_sprites(p, self._dressing.sprites, area)
            p.setClipRect(qrect(clip))

    def paint_frame(self, p: QPainter) -> None:
        """The spot, without what lies over it."""
        blit, shown = self._blit, self._shown
        if blit is not None and shown is not None:
            self._draw_frame(p, blit, shown.image)

    def _draw_frame(self, p: QPainter, blit: _Blit, image: QImage) -> None:
        if blit.fit.exact:
            p.drawImage(blit.at, image, blit.part)
        elif blit.smooth:
            p.setRenderHint(SMOOTH, True)
            p.drawImage(blit.target, image, blit.partf)
            p.setRenderHint(SMOOTH, False)
        else:
            p.drawImage(blit.target, image, blit.partf)

    def _lay_out(self) -> None:
        """Works out where frames just follow one another, and what lies over them there."""
        self._spot, self.over = None, []
        if self._blit is None or self._look is None or self._look.face is not Face.PICTURE:
            return
        self._spot = spot = self._blit.spot
        if spot is None:
            return
        self.region = QRegion(qrect(spot))
        for one in self._dressing.sprites:
            part = one.rect.intersection(spot)
            if part is not None:
                within = qrect(part.moved(-one.x, -one.y))
                self.over.append((QPoint(part.x, part.y), one.image, within))

    def _paint_picture(self, p: QPainter, area: Rect, face: Face) -> None:
        blit, shown = self._blit, self._shown
        if blit is None or shown is None:
            return
        if not blit.fit.target.contains(area):
            p.fillRect(qrect(area), self._style.theme["letterbox"])
        if face is Face.STALE:
            if self._still is None:
                self._still = stale_picture(
                    shown.image, blit.partf, blit.fit.target, self._style.theme
                )
            p.drawImage(blit.at, self._still)
        else:
            self._draw_frame(p, blit, shown.image)

    def _paint_border(self, p: QPainter) -> None:
        o, i = self.rect, self.inner
        for x, y, w, h in (
            (o.x, o.y, o.w, i.y - o.y),
            (o.x, i.bottom, o.w, o.bottom - i.bottom),
            (o.x, i.y, i.x - o.x, i.h),
            (i.right, i.y, o.right - i.right, i.h),
        ):
            p.fillRect(x, y, w, h, self._border)

    def _paint_edge(self, p: QPainter) -> None:
        """A hair line that keeps two cards side by side apart."""
        edge: QColor = self._style.theme["paper_edge"]
        r = self.inner
        p.fillRect(r.x, r.y, r.w, 1, edge)
        p.fillRect(r.x, r.bottom - 1, r.w, 1, edge)
        p.fillRect(r.x, r.y, 1, r.h, edge)
        p.fillRect(r.right - 1, r.y, 1, r.h, edge)

    def _fit(self, native: Size, size: Size) -> _Blit:
        fit = fitted(self.tile, native, size, self._out)
        part, target = fit.part, fit.target
        # A difference of a px is rounding: nearest is right there and costs a seventh.
        near = abs(part.w - target.w) <= 1 and abs(part.h - target.h) <= 1
        # A painter stops at the window's border by itself, at the tile's it must be told to.
        spot = self._out.part(target) if self.inner.contains(target) else None
        return _Blit(
            fit,
            QRect(int(part.x), int(part.y), target.w, target.h),
            QRectF(part.x, part.y, part.w, part.h),
            QPoint(target.x, target.y),
            QRectF(target.x, target.y, target.w, target.h),
            not near,
            spot,
        )


def _outside(room: Rect, bands: Sequence[Rect]) -> Rect:
    """The room without what bands at its top and bottom hide; all of it where little is left."""
    top, bottom = room.y, room.bottom
    for band in bands:
        if room.intersection(band) is None:
            continue
        if band.y <= top:
            top = max(top, band.bottom)
        elif band.bottom >= bottom:
            bottom = min(bottom, band.y)
    if bottom - top < room.h * 0.4:
        return room
    return Rect(room.x, top, room.w, bottom - top)
