"""What lies above the tiles and survives takes: notice, banner, logo, clock, output numbers."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from ui.common.words import Words
from ui.wall.cards import Style
from ui.wall.geometry import OutputMap
from ui.wall.items import OVER, SOURCE, Item, Sprite, draw_sprites, qrect
from ui.wall.text import ink
from ui.wall.theme import colour
from wallctl.domain.entities import Banner, Edge, Logo, Notice, Output, Overlay, WallClock
from wallctl.domain.geometry import Rect, Size

log = logging.getLogger(__name__)


class NoticeItem:
    """Scrolling notice (滚动字幕): the text runs right to left, again and again, in one line with
    the same notice on the neighbouring outputs. Speed 0 stands still."""

    opaque = True

    def __init__(self, notice: Notice, canvas: Size, out: OutputMap, style: Style) -> None:
        self._out = out
        self._paper = colour(notice.paper, style.theme["paper"])
        self._speed = max(0, notice.speed)
        self._canvas = canvas
        height = min(notice.height, canvas.h)
        y = 0 if notice.edge is Edge.TOP else canvas.h - height
        self.rect = out.rect(Rect(0, y, canvas.w, height))
        px = max(9.0, self.rect.h * 0.56)
        words = "　　".join(notice.text.splitlines()).strip()
        self._text = style.text.picture(words, ink(px, colour(notice.ink, style.theme["ink"])))
        self._gap = round(px * 4)
        self._x = 0

    @property
    def moves(self) -> bool:
        return self._speed > 0 and bool(self.rect.h)

    def step(self, now: float) -> Rect | None:
        """The place of the text at epoch s `now`; an area when it moved by a device px.

        All outputs count from one clock, so that the text is whole across them.
        """
        if not self.moves:
            return None
        period = max(self._text.width() + self._gap, self._out.px(self._canvas.w))
        x = int(now * self._speed * self._out.scale) % period
        if x == self._x:
            return None
        self._x = x
        return self.rect

    def paint(self, p: QPainter, clip: Rect) -> None:
        p.fillRect(qrect(clip.intersection(self.rect) or clip), self._paper)
        y = self.rect.y + (self.rect.h - self._text.height()) // 2
        p.setCompositionMode(OVER)
        if not self.moves:
            x = self.rect.x + max(self._gap // 4, (self.rect.w - self._text.width()) // 2)
            p.drawImage(QPoint(x, y), self._text)
        else:
            period = max(self._text.width() + self._gap, self._out.px(self._canvas.w))
            x = self.rect.x - self._x
            while x < clip.right:
                if x + self._text.width() > clip.x:
                    p.drawImage(QPoint(x, y), self._text)
                x += period
        p.setCompositionMode(SOURCE)


class BannerItem:
    """Standing title across the wall (横幅), in the middle of the canvas."""

    opaque = True

    def __init__(self, banner: Banner, canvas: Size, out: OutputMap, style: Style) -> None:
        self._paper = colour(banner.paper, style.theme["paper"])
        height = min(banner.height, canvas.h)
        y = 0 if banner.edge is Edge.TOP else canvas.h - height
        self.rect = out.rect(Rect(0, y, canvas.w, height))
        room = round(self.rect.w * 0.96)
        words = " ".join(banner.text.split())
        look = ink(max(9.0, self.rect.h * 0.58), colour(banner.ink, style.theme["ink"]), bold=True)
        if (need := style.text.width(words, look)) > room:
            look = ink(max(9.0, look.px * room / need), colour(banner.ink, style.theme["ink"]))
        self._text = style.text.picture(words, look, room)

    def paint(self, p: QPainter, clip: Rect) -> None:
        p.fillRect(qrect(clip.intersection(self.rect) or clip), self._paper)
        x = self.rect.x + (self.rect.w - self._text.width()) // 2
        y = self.rect.y + (self.rect.h - self._text.height()) // 2
        draw_sprites(p, (Sprite(x, y, self._text),), clip)


class SpritesItem:
    """Ready pictures that lie over everything below them."""

    opaque = False

    def __init__(self, rect: Rect, sprites: tuple[Sprite, ...]) -> None:
        self.rect = rect
        self._sprites = sprites

    def paint(self, p: QPainter, clip: Rect) -> None:
        draw_sprites(p, self._sprites, clip)


class ClockItem:
    """The wall's clock. `step` takes the time on."""

    opaque = False

    def __init__(self, clock: WallClock, out: OutputMap, style: Style) -> None:
        self.rect = out.rect(clock.rect)
        self._style = style
        self._says = ""
        self._plate = QImage()
        self.step(time.time())

    def step(self, at: float) -> Rect | None:
        """Shows epoch s `at`; an area when the words changed."""
        says = time.strftime("%H:%M:%S", time.localtime(at))
        if says == self._says:
            return None
        self._says = says
        w, h = max(1, self.rect.w), max(1, self.rect.h)
        px = min(h * 0.66, w / 4.6)
        theme = self._style.theme
        text = self._style.text.picture(says, ink(px, theme["ink"], bold=True))
        plate = QImage(w, h, QImage.Format.Format_ARGB32_Premultiplied)
        plate.fill(0)
        p = QPainter(plate)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(theme["clock_paper"])
        p.drawRoundedRect(QRectF(0, 0, w, h), h * 0.12, h * 0.12)
        p.drawImage(QPoint((w - text.width()) // 2, (h - text.height()) // 2), text)
        p.end()
        self._plate = plate
        return self.rect

    def paint(self, p: QPainter, clip: Rect) -> None:
        draw_sprites(p, (Sprite(self.rect.x, self.rect.y, self._plate),), clip)


def logo_item(logo: Logo, out: OutputMap) -> SpritesItem | None:
    """The logo kept in its proportions inside its rectangle; None where it cannot be read."""
    if not Path(logo.file).is_file():
        log.warning("the logo's picture is not there")
        return None
    image = QImage(logo.file)
    if image.isNull():
        log.warning("the logo's picture cannot be read")
        return None
    room = out.rect(logo.rect)
    sized = image.scaled(
        max(1, room.w),
        max(1, room.h),
        Qt.AspectRatioMode.KeepAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    ).convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
    x = room.x + (room.w - sized.width()) // 2
    y = room.y + (room.h - sized.height()) // 2
    return SpritesItem(room, (Sprite(x, y, sized),))


def overlay_items(overlay: Overlay, canvas: Size, out: OutputMap, style: Style) -> list[Item]:
    """The overlay layer on one output, lowest first."""
    items: list[Item] = []
    if overlay.logo.on and (logo := logo_item(overlay.logo, out)) is not None:
        items.append(logo)
    if overlay.clock.on:
        items.append(ClockItem(overlay.clock, out, style))
    if overlay.banner.on and overlay.banner.text.strip():
        items.append(BannerItem(overlay.banner, canvas, out, style))
    if overlay.notice.on and overlay.notice.text.strip():
        items.append(NoticeItem(overlay.notice, canvas, out, style))
    return [item for item in items if out.part(item.rect) is not None]


def bands_of(items: Sequence[Item]) -> list[Rect]:
    """Where notice and banner hide the tiles: labels and badges keep out of there."""
    return [i.rect for i in items if isinstance(i, NoticeItem | BannerItem)]


def identify_item(
    number: int, output: Output, out: OutputMap, style: Style, words: Words
) -> SpritesItem:
    """A big number with the output's name, node and screen, to match cables to places."""
    size = out.upright
    theme = style.theme
    tall = min(size.h * 0.42, size.w * 0.3)
    screen = output.screen or words("identify.no_screen")
    where = words("identify.where", node=output.node, screen=screen)
    r = output.rect
    lines = (
        (str(number), ink(tall, theme["ink"], bold=True)),
        (output.name or output.id, ink(tall * 0.2, theme["ink"])),
        (where, ink(max(12.0, tall * 0.13), theme["ink_body"])),
        (
            words("identify.size", w=r.w, h=r.h, x=r.x, y=r.y),
            ink(max(12.0, tall * 0.11), theme["ink_muted"]),
        ),
    )
    images = [style.text.picture(text, look, round(size.w * 0.9)) for text, look in lines]
    w = min(size.w, max(i.width() for i in images) + round(tall * 0.5))
    h = min(size.h, sum(i.height() for i in images) + round(tall * 0.12))
    plate = QImage(w, h, QImage.Format.Format_ARGB32_Premultiplied)
    plate.fill(theme["identify_paper"])
    p = QPainter(plate)
    y = 0
    for image in images:
        p.drawImage(QPoint((w - image.width()) // 2, y), image)
        y += image.height()
    p.end()
    sprite = Sprite((size.w - w) // 2, (size.h - h) // 2, plate)
    return SpritesItem(sprite.rect, (sprite,))


def lost_mark(out: OutputMap, style: Style) -> SpritesItem:
    """A small grey dot in the lower left corner: the engine is away, the wall holds."""
    side = max(5, round(style.unit * 0.42))
    dot = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    dot.fill(0)
    p = QPainter(dot)
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    p.setPen(Qt.PenStyle.NoPen)
    p.setBrush(style.theme["lost_mark"])
    p.drawEllipse(QRect(0, 0, side, side))
    p.end()
    size = out.upright
    away = round(side * 0.8)
    sprite = Sprite(away, size.h - side - away, dot)
    return SpritesItem(sprite.rect, (sprite,))
