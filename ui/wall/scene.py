"""One wall as this node draws it: its tiles on its stages, and what of them is on the glass."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ui.common.words import Words
from ui.wall.background import Backdrop
from ui.wall.cards import Style, unit_of
from ui.wall.frames import FramePool, arrived_at
from ui.wall.geometry import OutputMap
from ui.wall.items import FadeItem, Item
from ui.wall.looks import Face, Look, TileFacts, look_of
from ui.wall.overlays import (
    ClockItem,
    NoticeItem,
    SpritesItem,
    bands_of,
    identify_item,
    lost_mark,
    overlay_items,
)
from ui.wall.stage import Stage
from ui.wall.text import TextPictures
from ui.wall.theme import Theme
from ui.wall.tiles import TileItem
from wallctl.domain.entities import Tile
from wallctl.domain.geometry import Rect
from wallctl.domain.observed import FeedFigures, Picture, Reason
from wallctl.domain.plan import FeedSpec, WallPlan
from wallctl.feeds.keys import FeedKey

_FADE_STEP_S = 1 / 30


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
            area = item.frame(shown)
            if area is not None:
                stage.damage(area)
                self.pending = True
            if changed:
                for one in item.dress(look):
                    stage.damage(one)
        if changed:
            self.pending = True

    def frame_came(self, *, now: float, labels: bool, visit: bool) -> None:
        """A new frame of the drawn feed is in the pool. The hot path."""
        key = self.drawn
        shown = self._tools.pool.get(key) if key else None
        if shown is None:
            return
        look = self.look
        fresh = look is None or look.picture is not Picture.LIVE
        if fresh or (look is not None and look.clock and int(now) != self._second):
            self.refresh(now=now, labels=labels, visit=visit)
            return
        for stage, item in self.items:
            area = item.frame(shown)
            if area is not None:
                stage.damage(area)
        self.pending = True

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
            self.first_ms = max(0.1, (time.monotonic() - applied) * 1000)
            news = True
        return news

    def _reason(self) -> Reason:
        feed = self._tools.feeds().get(self.key) if self.key else None
        return feed.reason if feed else Reason.UNKNOWN


class WallScene:
    """Tiles, overlays, fade, safe picture and marks of one wall, put on its stages as items."""

    def __init__(self, plan: WallPlan, tools: Tools) -> None:
        self.plan = plan
        self.tools = tools
        self.stages: tuple[Stage, ...] = ()
        self.views: dict[str, TileView] = {}
        self.serial = -1  # on the glass; -1 before the first
        self.skew_ms = 0.0
        self.applied = time.monotonic()
        self.lost = False
        self.first_wall = False
        self.unsaid = False  # a window came: worth a report after the next flush
        self._identify_until = 0.0
        self._order: list[str] = []
        self._fades: list[tuple[Stage, FadeItem]] = []
        self._fade_from = 0.0
        self._fade_s = 0.0
        self._faded_at = 0.0
        self._notices: list[tuple[Stage, NoticeItem]] = []
        self._clocks: list[tuple[Stage, ClockItem]] = []
        self._backdrop = Backdrop(plan.canvas, plan.background, tools.theme)

    # -- what to draw ---------------------------------------------------------------------

    def apply(
        self,
        plan: WallPlan,
        specs: Mapping[str, FeedSpec],
        stages: Sequence[Stage],
        received: float,
    ) -> None:
        """Brings a plan on the stages; it is painted by the coming tick. `received` is the
        monotonic s at which the plan came."""
        old = self.plan
        if self.stages == tuple(stages) and self._same(plan, specs):
            self.plan = plan
            return
        first = self.serial < 0
        take = not first and plan.serial != old.serial
        before = []
        if take and plan.fade_ms > 0 and not plan.safe:
            before = [(s, s.picture()) for s in stages if s in self.stages and s.exposed()]
        self.plan = plan
        if (plan.canvas, plan.background) != (old.canvas, old.background):
            self._backdrop = Backdrop(plan.canvas, plan.background, self.tools.theme)
            for stage in stages:
                stage.set_background(self._backdrop.part)
        for stage in stages:
            if stage not in self.stages:
                stage.set_background(self._backdrop.part)
        self.stages = tuple(stages)
        self._make_views(specs, fresh=take or first)
        if take or first:
            self.applied = received
        if take:
            self._fades = [(s, FadeItem(s.map.bounds, image)) for s, image in before]
            self._fade_from = self._faded_at = time.monotonic()
            self._fade_s = plan.fade_ms / 1000
        else:
            self._fades = [f for f in self._fades if f[0] in self.stages]
        self.compose()

    def _same(self, plan: WallPlan, specs: Mapping[str, FeedSpec]) -> bool:
        """Whether the plan changes nothing on the glass: only the preview, or another wall."""
        if self.serial < 0 or _on_glass(plan) != _on_glass(self.plan):
            return False
        return all(view.spec == specs.get(view.tile.source) for view in self.views.values())

    def _make_views(self, specs: Mapping[str, FeedSpec], *, fresh: bool) -> None:
        views: dict[str, TileView] = {}
        for tile in self.plan.program:
            spec = specs.get(tile.source)
            old = self.views.get(tile.id)
            view = TileView(tile, spec, self.tools)
            if old is not None and old.tile.source == tile.source:
                view.key, view.opened_at, view.backup = old.key, old.opened_at, old.backup
                view.shown, view.shown_reason = old.shown, old.shown_reason
                view.shown_key, view.shown_ns = old.shown_key, old.shown_ns
                view.first_ms = 0.0 if fresh else old.first_ms
            views[tile.id] = view
        self.views = views

    def compose(self) -> None:
        """Builds the items of every stage anew. Once for a change, never at frame rate."""
        plan, tools = self.plan, self.tools
        self._notices, self._clocks = [], []
        for view in self.views.values():
            view.items = []
            view.pending = True
        identify = time.monotonic() < self._identify_until
        corner = max(
            self.stages, key=lambda s: (s.map.canvas.bottom, -s.map.canvas.x), default=None
        )
        for stage in self.stages:
            out, style = stage.map, tools.style(stage.map)
            items: list[Item] = []
            overlays = [] if plan.safe else self._overlays(stage, style)
            if plan.safe:
                safe = Backdrop(plan.canvas, plan.safe_picture or plan.background, tools.theme)
                items.append(safe.part(out))
            else:
                items += self._tile_items(stage, style, bands_of(overlays))
                items += [fade for s, fade in self._fades if s is stage]
                items += overlays
            if identify:
                items.append(self._number(stage, style))
            if self.lost and self.first_wall and stage is corner and not (plan.visit or plan.safe):
                items.append(lost_mark(out, style))
            stage.set_items(items)
        self.refresh(time.time())

    def _tile_items(self, stage: Stage, style: Style, bands: Sequence[Rect]) -> Iterable[Item]:
        for view in self.views.values():
            if stage.map.part(stage.map.rect(view.tile.rect)) is None:
                continue
            item = TileItem(view.tile, stage.map, style, stage.ground, bands)
            shown = self.tools.pool.get(view.drawn) if view.drawn else None
            item.frame(shown)
            if view.look is not None:
                item.dress(view.look)
            view.items.append((stage, item))
            yield item

    def _overlays(self, stage: Stage, style: Style) -> list[Item]:
        items = overlay_items(self.plan.overlay, self.plan.canvas, stage.map, style)
        self._notices += [(stage, i) for i in items if isinstance(i, NoticeItem)]
        self._clocks += [(stage, i) for i in items if isinstance(i, ClockItem)]
        return items

    def _number(self, stage: Stage, style: Style) -> SpritesItem:
        order = self._order
        number = 1 + (order.index(stage.output.id) if stage.output.id in order else 0)
        return identify_item(number, stage.output, stage.map, style, self.tools.words)

    # -- what happens ---------------------------------------------------------------------

    def refresh(self, now: float) -> None:
        """Looks at every tile again: states, ages, words."""
        for view in self.views.values():
            view.refresh(now=now, labels=self.plan.labels, visit=self.plan.visit)

    def second(self, now: float) -> None:
        """Once a second: ages and clocks."""
        for view in self.views.values():
            if view.look is None or view.look.face is not Face.PICTURE or view.look.badge:
                view.refresh(now=now, labels=self.plan.labels, visit=self.plan.visit)
        for stage, clock in self._clocks:
            if (area := clock.step(now)) is not None:
                stage.damage(area)
        if self._identify_until and time.monotonic() >= self._identify_until:
            self._identify_until = 0.0
            self.compose()

    def frame_came(self, view: TileView, key: FeedKey, now: float) -> None:
        """A new frame of a feed that the view may draw."""
        if view.drawn == key:
            view.frame_came(now=now, labels=self.plan.labels, visit=self.plan.visit)

    def identify(self, seconds: float) -> None:
        """Shows each output's number for so long; 0 ends it."""
        self._identify_until = time.monotonic() + seconds if seconds > 0 else 0.0
        order = sorted(self.plan.outputs, key=lambda o: (o.rect.y, o.rect.x, o.id))
        self._order = [o.id for o in order]
        self.compose()

    # -- time -----------------------------------------------------------------------------

    def step(self, now: float) -> float | None:
        """Moves what moves; monotonic s of the next step, None where nothing moves."""
        after: float | None = None
        epoch = time.time()
        for stage, notice in self._notices:
            if (area := notice.step(epoch)) is not None:
                stage.damage(area)
            if notice.moves:
                step = max(1 / 60, 1 / max(1.0, self.plan.overlay.notice.speed * stage.map.scale))
                after = min(after or now + step, now + step)
        if self._fades:
            after = min(after or now + _FADE_STEP_S, now + _FADE_STEP_S)
            self._step_fade(now)
        return after

    def _step_fade(self, now: float) -> None:
        done = now - self._fade_from >= self._fade_s
        if not done and now - self._faded_at < _FADE_STEP_S * 0.9:
            return
        self._faded_at = now
        for stage, fade in self._fades:
            fade.opacity = max(0.0, 1.0 - (now - self._fade_from) / max(self._fade_s, 0.001))
            stage.damage_all()
        if done:
            faded, self._fades = self._fades, []
            for stage, fade in faded:
                stage.set_items([i for i in stage.items if i is not fade])

    @property
    def fading(self) -> bool:
        return bool(self._fades)

    def flushed(self, skew_ms: float) -> bool:
        """A tick has been flushed; True where there is news to report."""
        if self._fades:
            return False
        news, self.unsaid = self.unsaid, False
        if self.serial != self.plan.serial:
            self.serial = self.plan.serial
            self.skew_ms = skew_ms
            news = True
        for view in self.views.values():
            if view.flushed(self.applied):
                news = True
        return news


def _on_glass(plan: WallPlan) -> WallPlan:
    """The plan without what no window shows."""
    return replace(plan, preview=(), preview_revision=0, name="")
