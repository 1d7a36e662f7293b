"""One tile over all outputs it touches: which feed it draws, how it looks, what is on the glass."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ui.common.words import Words
from ui.wall.cards import Style, unit_of
from ui.wall.frames import FramePool, Shown, arrived_at
from ui.wall.geometry import OutputMap
from ui.wall.looks import Look, TileFacts, look_of
from ui.wall.stage import Stage
from ui.wall.text import TextPictures
from ui.wall.theme import Theme
from ui.wall.tiles import TileItem
from wallctl.domain.entities import Tile
from wallctl.domain.observed import FeedFigures, Picture, Reason
from wallctl.domain.plan import FeedSpec
from wallctl.feeds.keys import FeedKey


@dataclass(frozen=True, slots=True)
class Tools:
    """What every wall of a node draws with. `feeds` gives what each feed reports just now."""

    pool: FramePool
    feeds: Callable[[], Mapping[FeedKey, FeedFigures]]
    words: Words
    theme: Theme
    text: TextPictures

    def style(self, out: OutputMap) -> Style:
        return Style(self.theme, self.text, unit_of(out.upright))


class TileView:
    """One tile over all outputs it touches: which feed it draws, how it looks."""

    def __init__(self, tile: Tile, spec: FeedSpec | None, tools: Tools) -> None:
        self.tile = tile
        self.spec = spec
        self.key: FeedKey | None = None
        self.backup: tuple[FeedKey, FeedSpec] | None = None
        self.items: list[tuple[Stage, TileItem]] = []
        self.opened_at = time.time()
        self.made = time.monotonic()  # a turn of a patrol is made after the take
        self.look: Look | None = None
        # what has been flushed to a mapped window
        self.shown = Picture.OPENING
        self.shown_reason = Reason.NONE
        self.shown_key: FeedKey | None = None
        self.shown_ns = 0
        self.first_ms = 0.0
        self.pending = True
        self._tools = tools
        self._second = -1

    @property
    def drawn(self) -> FeedKey | None:
        """The feed whose frames are in the tile: its own, or in visit mode its backup's."""
        return self._drawn_with()[0]

    def _drawn_with(self) -> tuple[FeedKey | None, FeedSpec | None]:
        backup = self.backup
        if backup is None or not self._lost(self.key):
            return self.key, self.spec
        feed = self._tools.feeds().get(backup[0])
        live = feed is not None and feed.picture is Picture.LIVE
        if live and self._tools.pool.has(backup[0]):
            return backup
        return self.key, self.spec

    def _lost(self, key: FeedKey | None) -> bool:
        """Without a picture, or on the way back to one."""
        if key is None:
            return True
        feed = self._tools.feeds().get(key)
        if feed is None:
            return not self._tools.pool.has(key)
        if feed.picture is Picture.SLATE:
            return True
        return feed.picture is Picture.OPENING and not self._tools.pool.has(key)

    def refresh(self, *, now: float, labels: bool, visit: bool) -> None:
        """Works out the look anew and has changed areas painted again."""
        key, spec = self._drawn_with()
        shown = self._tools.pool.get(key) if key else None
        feed = self._tools.feeds().get(key) if key else None
        frame_at = arrived_at(shown.frame) if shown else 0.0
        facts = TileFacts(self.tile, spec, feed, shown is not None, frame_at, self.opened_at)
        look = look_of(facts, self._tools.words, now=now, labels=labels, visit=visit)
        self._second = int(frame_at)
        changed = look != self.look
        self.look = look
        for stage, item in self.items:
            if shown is not None and self._next(stage, item, shown):
                self.pending = True
            if changed:
                areas, spot = item.dress(look), item.spot
                if spot is not None and all(spot.contains(one) for one in areas):
                    stage.moved(item)  # a label's clock: it comes with a frame nearly always
                else:
                    for one in areas:
                        stage.damage(one)
        if changed:
            self.pending = True

    def _next(self, stage: Stage, item: TileItem, shown: Shown) -> bool:
        """Has the item draw a frame; False where that changes nothing on the glass."""
        if item.next(shown):
            stage.moved(item)
            return True
        area = item.frame(shown)
        if area is not None:
            stage.damage(area)
        return area is not None

    def frame_came(self, key: FeedKey, second: int) -> bool:
        """A new frame of a feed that the view may draw is in the pool. False asks for a
        `refresh`. The hot path; `second`: whole epoch s."""
        if self.backup is not None:
            if self.drawn != key:
                return True
        elif self.key != key:
            return True
        look = self.look
        if look is None or look.picture is not Picture.LIVE:
            return False
        if second != self._second and look.clock:
            return False
        shown = self._tools.pool.get(key)
        if shown is not None:
            for stage, item in self.items:
                if item.next(shown):
                    stage.moved(item)
                else:
                    self._next(stage, item, shown)
            self.pending = True
        return True

    def flushed(self, applied: float) -> bool:
        """What is drawn is on the glass now; True where that is news. `applied`: monotonic s of
        the take."""
        if not self.pending or self.look is None:
            return False
        self.pending = False
        if not any(stage.exposed() for stage, _ in self.items):
            return False
        key = self.drawn
        shown = self._tools.pool.get(key) if key else None
        self.shown_ns = shown.frame.arrived_ns if shown else 0
        picture, reason = self.look.picture, self.look.reason
        if key is not None and self.backup is not None and key == self.backup[0]:
            # The desk sees what its own source does, whatever stands in for it.
            picture, reason = Picture.SLATE, self._reason()
        news = (picture, reason, key) != (self.shown, self.shown_reason, self.shown_key)
        self.shown, self.shown_reason, self.shown_key = picture, reason, key
        if picture is Picture.LIVE and not self.first_ms:
            since = max(applied, self.made)
            self.first_ms = max(0.1, (time.monotonic() - since) * 1000)
            news = True
        return news

    def _reason(self) -> Reason:
        feed = self._tools.feeds().get(self.key) if self.key else None
        return feed.reason if feed else Reason.UNKNOWN
