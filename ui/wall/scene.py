"""One wall as this node draws it: its tiles on its stages, and what of them is on the glass."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ui.wall.background import Backdrop
from ui.wall.cards import Style
from ui.wall.items import FadeItem, Item
from ui.wall.looks import Face
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
from ui.wall.testcard import testcard_item
from ui.wall.tiles import TileItem
from ui.wall.views import TileView, Tools
from wallctl.domain.geometry import Rect
from wallctl.domain.plan import FeedSpec, WallPlan

_FADE_STEP_S = 1 / 30


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
        if take and plan.fade_ms > 0 and not (plan.safe or plan.testcard):
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
                view.made = old.made
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
            overlays = [] if plan.safe or plan.testcard else self._overlays(stage, style)
            if plan.safe:
                safe = Backdrop(plan.canvas, plan.safe_picture or plan.background, tools.theme)
                items.append(safe.part(out))
            elif plan.testcard:
                items.append(testcard_item(stage.output, out, plan, style, tools.words))
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
            self.refresh_one(view, now)

    def second(self, now: float) -> None:
        """Once a second: ages and clocks."""
        for view in self.views.values():
            if view.look is None or view.look.face is not Face.PICTURE or view.look.badge:
                self.refresh_one(view, now)
        for stage, clock in self._clocks:
            if (area := clock.step(now)) is not None:
                stage.damage(area)
        if self._identify_until and time.monotonic() >= self._identify_until:
            self._identify_until = 0.0
            self.compose()

    def refresh_one(self, view: TileView, now: float) -> None:
        """Looks at one tile again."""
        view.refresh(now=now, labels=self.plan.labels, visit=self.plan.visit)

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
    return replace(plan, preview=(), ahead=(), preview_revision=0, name="")
