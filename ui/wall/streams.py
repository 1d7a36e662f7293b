"""Which stream each tile plays, in which size, what is shed over the decoder budget, and what is
kept warm after it left."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ui.wall.geometry import OutputMap, fitted
from ui.wall.linger import Linger
from wallctl.domain.entities import Medium, Tile
from wallctl.domain.geometry import Size
from wallctl.domain.plan import FeedSpec, WallPlan
from wallctl.feeds.budget import cost
from wallctl.feeds.keys import FeedKey, Mode, Want

MAIN, SUB = "main", "sub"
ASSUMED = {MAIN: Size(1920, 1080), SUB: Size(640, 360)}
ROOMY = 1.2  # a sub-stream serves a tile up to this much bigger than itself
LEAST_FPS = 5.0
_DRAWN = frozenset({Medium.WEB, Medium.IMAGE, Medium.PDF, Medium.TEXT, Medium.CLOCK, Medium.BARS})


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of feeds just now. `native`: the stream's own size, None before its first
    frame. `has`: a frame of it can be drawn. `fps`: what it brings, 0 unknown. `codec`: "" before
    it is known. `lost`: it shows no picture at all (slate)."""

    native: Callable[[FeedKey], Size | None]
    has: Callable[[FeedKey], bool]
    fps: Callable[[FeedKey], float]
    codec: Callable[[FeedKey], str]
    lost: Callable[[FeedKey], bool]


@dataclass(frozen=True, slots=True)
class WallNeed:
    """A wall's plan and how its outputs map canvas to device px."""

    plan: WallPlan
    maps: tuple[OutputMap, ...]


@dataclass(slots=True)
class Choice:
    """`draw` and `preview`: what the tiles of program and preview draw, by (wall, tile)."""

    wants: dict[FeedKey, Want] = field(default_factory=dict)
    draw: dict[tuple[str, str], tuple[FeedKey, FeedKey | None]] = field(default_factory=dict)
    preview: dict[tuple[str, str], FeedKey] = field(default_factory=dict)
    used_mpx_s: float = 0.0
    preview_mpx_s: float = 0.0
    shedding: str = ""


@dataclass(slots=True)
class _Placed:
    """A tile of the program or preview with its wish."""

    wall: str
    tile: Tile
    spec: FeedSpec
    wish: FeedKey
    size: Size
    area: int


class Streams:
    """Remembers what each tile drew, so that a change of stream is made before it is broken: the
    old one plays on until the new one has a picture; and what left the walls, for a while."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._draw: dict[tuple[str, str], FeedKey] = {}
        self._linger = Linger(known.lost)

    def choose(
        self,
        needs: Sequence[WallNeed],
        specs: Mapping[str, FeedSpec],
        *,
        budget_mpx_s: float,
        now: float,
        left: Mapping[str, FeedSpec],
        thumbnails: Iterable[FeedSpec] = (),
    ) -> Choice:
        """`now`: monotonic s. `left`: the sources that left the plan lately, as they are opened
        today."""
        choice = Choice()
        program = self._placed(needs, specs, lambda plan: plan.program)
        choice.shedding, fps = self._shed(program, budget_mpx_s)
        for one in program:
            self._want(choice, one.wish, one.spec, one.size, fps)
        for one in program:
            self._bridge(choice, one, fps)
        self._draw = {place: pair[0] for place, pair in choice.draw.items()}
        self._backups(choice, needs, specs, program)
        choice.used_mpx_s = self._cost(choice.wants)
        self._previews(choice, needs, specs, budget_mpx_s)
        kept = self._linger.keep(choice.wants, {**left, **specs}, now)
        for spec in thumbnails:
            key = FeedKey(spec.source, SUB if spec.sub else MAIN)
            playing = any(k.source == spec.source for k in choice.wants)
            if not playing:
                choice.wants[key] = Want(spec, Mode.PLAY, Size(320, 180), 1.0)
        choice.wants = kept | choice.wants
        return choice

    # -- program --------------------------------------------------------------------------

    def _placed(
        self,
        needs: Sequence[WallNeed],
        specs: Mapping[str, FeedSpec],
        tiles: Callable[[WallPlan], Iterable[Tile]],
    ) -> list[_Placed]:
        placed = []
        for need in needs:
            for tile in tiles(need.plan):
                spec = specs.get(tile.source)
                maps = [m for m in need.maps if m.part(m.rect(tile.rect)) is not None]
                if spec is None or not maps:
                    continue
                wish = self._wish(tile, spec, maps)
                size = self._size(tile, spec, wish, maps)
                placed.append(_Placed(need.plan.wall, tile, spec, wish, size, size.w * size.h))
        return placed

    def _wish(self, tile: Tile, spec: FeedSpec, maps: Iterable[OutputMap]) -> FeedKey:
        """Sub for a tile that it serves, main for a bigger one."""
        if not spec.sub or spec.medium in _DRAWN:
            return FeedKey(spec.source, MAIN)
        sub = FeedKey(spec.source, SUB)
        own = self._native(sub, spec)
        needed = self._size(tile, spec, sub, maps)
        fits = needed.w <= own.w * ROOMY and needed.h <= own.h * ROOMY
        return sub if fits else FeedKey(spec.source, MAIN)

    def _size(self, tile: Tile, spec: FeedSpec, key: FeedKey, maps: Iterable[OutputMap]) -> Size:
        """Device px of the whole, uncropped picture where it is largest."""
        native = self._native(key, spec)
        sizes = [fitted(tile, native, None, out).whole for out in maps]
        return max(sizes, key=lambda s: s.w * s.h)

    def _native(self, key: FeedKey, spec: FeedSpec) -> Size:
        found = self._known.native(key)
        if found is not None:
            return found
        return spec.options.size if spec.medium in _DRAWN else ASSUMED[key.stream]

    def _shed(self, program: list[_Placed], budget: float) -> tuple[str, float]:
        """Over the budget the smallest tiles go to their sub-streams first, then all lose
        frames. Gives what is shed and the frame rate to keep (0: all)."""
        shedding = ""
        need = self._cost({p.wish: Want(p.spec) for p in program})
        for one in sorted(program, key=lambda p: p.area):
            if need <= budget:
                break
            if one.wish.stream == MAIN and one.spec.sub and one.spec.medium not in _DRAWN:
                one.wish = FeedKey(one.spec.source, SUB)
                shedding = "sub"
                need = self._cost({p.wish: Want(p.spec) for p in program})
        if need <= budget:
            return shedding, 0.0
        return "fps", max(LEAST_FPS, 25.0 * budget / need)

    def _bridge(self, choice: Choice, one: _Placed, fps: float) -> None:
        """What the tile draws now: its wish, or until that has a picture any other stream of
        the source that has one, which then plays on."""
        place = (one.wall, one.tile.id)
        draws = one.wish
        if not self._known.has(one.wish):
            other = FeedKey(one.spec.source, SUB if one.wish.stream == MAIN else MAIN)
            before = self._draw.get(place)
            if before is not None and before.source != one.spec.source:
                before = None
            for key in (before, other):
                if key is not None and key != one.wish and self._known.has(key):
                    draws = key
                    self._want(choice, key, one.spec, one.size, fps)
                    break
        choice.draw[place] = (draws, None)

    def _backups(
        self,
        choice: Choice,
        needs: Sequence[WallNeed],
        specs: Mapping[str, FeedSpec],
        program: Sequence[_Placed],
    ) -> None:
        visiting = {need.plan.wall: need for need in needs if need.plan.visit}
        for one in program:
            need = visiting.get(one.wall)
            spec = specs.get(one.spec.backup) if need else None
            if need is None or spec is None:
                continue
            key = self._wish(one.tile, spec, need.maps)
            place = (one.wall, one.tile.id)
            own = choice.draw[place][0]
            choice.draw[place] = (own, key)
            if key not in choice.wants:
                mode = Mode.PLAY if self._known.lost(own) else Mode.WARM
                size = self._size(one.tile, spec, key, need.maps)
                choice.wants[key] = Want(spec, mode, size)

    # -- preview --------------------------------------------------------------------------

    def _previews(
        self,
        choice: Choice,
        needs: Sequence[WallNeed],
        specs: Mapping[str, FeedSpec],
        budget: float,
    ) -> None:
        """Decoded beforehand as far as the budget goes, beyond that kept warm. What has its turn
        next comes first: it is on the wall in a moment."""
        extra: dict[FeedKey, Want] = {}
        for one in self._placed(needs, specs, lambda plan: (*plan.ahead, *plan.preview)):
            choice.preview[(one.wall, one.tile.id)] = self._drawable(one)
            if one.wish in choice.wants and choice.wants[one.wish].mode is Mode.PLAY:
                continue
            old = extra.get(one.wish)
            size = one.size if old is None or old.size is None else _bigger(old.size, one.size)
            cost = self._cost({**extra, one.wish: Want(one.spec)})
            mode = Mode.PLAY if choice.used_mpx_s + cost <= budget else Mode.WARM
            extra[one.wish] = Want(one.spec, mode, size)
        choice.preview_mpx_s = self._cost(extra)
        choice.wants.update(extra)

    def _drawable(self, one: _Placed) -> FeedKey:
        other = FeedKey(one.spec.source, SUB if one.wish.stream == MAIN else MAIN)
        if not self._known.has(one.wish) and self._known.has(other):
            return other
        return one.wish

    # -- sums -----------------------------------------------------------------------------

    def _want(self, choice: Choice, key: FeedKey, spec: FeedSpec, size: Size, fps: float) -> None:
        old = choice.wants.get(key)
        if old is None:
            choice.wants[key] = Want(spec, Mode.PLAY, size, fps)
        elif old.size is not None:
            choice.wants[key] = replace(old, size=_bigger(old.size, size))

    def _cost(self, wants: Mapping[FeedKey, Want]) -> float:
        """Megapixels a second to decode; pages and documents cost none, warm feeds neither."""
        total = 0.0
        for key, want in wants.items():
            if want.mode is Mode.PLAY:
                # What was never seen is taken for small: nothing is shed on a guess.
                size = self._known.native(key) or ASSUMED[SUB]
                total += cost(want.spec, size, self._known.fps(key), self._known.codec(key))
        return total


def _bigger(a: Size, b: Size) -> Size:
    return a if a.w * a.h >= b.w * b.h else b
