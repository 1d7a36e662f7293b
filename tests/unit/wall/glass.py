"""A wall without windows: surfaces that remember what was flushed, and feeds made by hand."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter, QRegion

from ui.common.words import Words
from ui.wall.compositor import Compositor
from ui.wall.frames import FramePool
from ui.wall.geometry import OutputMap
from ui.wall.items import Item
from ui.wall.stage import Stage
from ui.wall.text import TextPictures
from ui.wall.theme import load_theme
from ui.wall.views import Tools
from wallctl.domain.entities import Medium, Output, Tile
from wallctl.domain.geometry import Rect, Size
from wallctl.domain.observed import FeedFigures, Picture, Reason
from wallctl.domain.plan import FeedSpec, NodePlan, WallPlan
from wallctl.feeds.keys import FeedKey, Frame

SMALL = Size(64, 36)
UGLY = QColor("#FF00FF")  # what nobody painted


class Glass:
    """A surface whose `shown` is what has been flushed."""

    def __init__(self, size: Size) -> None:
        self.back = QImage(size.w, size.h, QImage.Format.Format_RGB32)
        self.back.fill(UGLY)
        self.shown = self.back.copy()
        self.regions: list[QRegion] = []

    def resize(self, size: Size) -> None:
        raise AssertionError("not in these tests")

    def paint(self, region: QRegion, draw: Callable[[QPainter], None]) -> None:
        p = QPainter(self.back)
        draw(p)
        p.end()

    def flush(self, region: QRegion) -> None:
        self.regions.append(region)
        p = QPainter(self.shown)
        for rect in region:
            p.drawImage(rect.topLeft(), self.back, rect)
        p.end()

    def picture(self) -> QImage:
        return self.back.copy()

    def at(self, x: int, y: int) -> str:
        return str(self.shown.pixelColor(x, y).name())

    def colours(self, rect: QRect) -> set[str]:
        return {
            self.at(x, y)
            for x in range(rect.left(), rect.right() + 1)
            for y in range(rect.top(), rect.bottom() + 1)
        }


class Feeds:
    """Frames of one colour, or of any picture."""

    def __init__(self) -> None:
        self.frames: dict[FeedKey, Frame] = {}
        self.figures: dict[FeedKey, FeedFigures] = {}
        self._images: list[QImage] = []

    def acquire(self, key: FeedKey) -> Frame | None:
        return self.frames.get(key)

    def put(
        self, source: str, picture: QImage | str, size: Size = SMALL, *, stream: str = "main"
    ) -> FeedKey:
        """A new frame; the feed is live."""
        if isinstance(picture, str):
            image = QImage(size.w, size.h, QImage.Format.Format_RGB32)
            image.fill(QColor(picture))
        else:
            image = picture.convertToFormat(QImage.Format.Format_RGB32)
        self._images.append(image)
        key = FeedKey(source, stream)
        old = self.frames.get(key)
        number = old.number + 1 if old else 1
        self.frames[key] = Frame(
            memoryview(image.constBits()),
            image.width(),
            image.height(),
            image.bytesPerLine(),
            number,
            time.monotonic_ns(),
            Size(image.width(), image.height()),
            1,
        )
        self.say(source, Picture.LIVE, stream=stream)
        return key

    def say(
        self, source: str, picture: Picture, reason: Reason = Reason.NONE, *, stream: str = "main"
    ) -> FeedKey:
        key = FeedKey(source, stream)
        self.figures[key] = FeedFigures(source, stream, picture, reason, since=time.time())
        return key


@dataclass
class Bench:
    """A compositor over hand-made feeds; `tick` is called by the test alone."""

    outputs: tuple[Output, ...]
    canvas: Size
    windows: dict[str, Size] = field(default_factory=dict)
    feeds: Feeds = field(default_factory=Feeds)
    news: list[str] = field(default_factory=list)
    exposed: bool = True

    def __post_init__(self) -> None:
        pool = FramePool(self.feeds)
        self.tools = Tools(
            pool, lambda: self.feeds.figures, Words("wall"), load_theme(), TextPictures()
        )
        self.compositor = Compositor(self.tools, self.news.append)
        self.glass = {}
        stages = []
        for output in self.outputs:
            size = self.windows.get(output.id, output.rect.size)
            self.glass[output.id] = Glass(size)
            out = OutputMap(output.rect, size, output.rotation)
            stages.append(
                Stage(
                    output,
                    out,
                    self.glass[output.id],
                    background=_no_ground,
                    exposed=lambda: self.exposed,
                )
            )
        self.stages = stages
        self.compositor.set_stages({"w": stages})

    def spec(self, source: str) -> FeedSpec:
        return FeedSpec(source, source.upper(), Medium.STREAM, "testcard:64x36")

    def show(self, *tiles: Tile, serial: int = 1, **more: object) -> None:
        specs = tuple(self.spec(t.source) for t in tiles)
        self.compositor.set_draw({("w", t.id): (FeedKey(t.source, "main"), None) for t in tiles})
        wall = WallPlan(
            **{
                "wall": "w",
                "canvas": self.canvas,
                "outputs": self.outputs,
                "serial": serial,
                "program": tiles,
                "preview": (),
                "labels": False,
                **more,
            }
        )
        self.compositor.show(NodePlan("n", serial, (wall,), specs), time.monotonic())

    def frame(self, source: str, picture: QImage | str, size: Size = SMALL) -> None:
        self.compositor.frame_came(self.feeds.put(source, picture, size))

    def tick(self) -> int:
        """One tick; gives how many windows were flushed."""
        before = sum(len(g.regions) for g in self.glass.values())
        self.compositor.tick()
        return sum(len(g.regions) for g in self.glass.values()) - before


def output(id: str, rect: Rect, rotation: int = 0) -> Output:
    return Output(id, "w", "n", rect, rotation=rotation)


def tile(source: str, rect: Rect, **more: object) -> Tile:
    return Tile(f"t-{source}", "w", source, rect, **more)  # type: ignore[arg-type]  # by name


def _no_ground(out: OutputMap) -> Item:
    raise LookupError
