"""What an operator should know before a take. Nothing here ever blocks it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from wallctl.domain.audio import Bus
from wallctl.domain.audio_plan import audible, followed
from wallctl.domain.behind import Shown, can_be_opened, shown_by_devices
from wallctl.domain.devices.observed import Availability, DeviceState
from wallctl.domain.entities import Medium, Tile
from wallctl.domain.geometry import Rect, whole
from wallctl.domain.observed import FeedFigures, NodeStatus, Picture, Reason
from wallctl.domain.show import Show


@dataclass(frozen=True, slots=True)
class Check:
    """One warning. `code` names its words `check.CODE`; `tile` is where to put it right, or
    `place`, the name of a page."""

    code: str
    tile: str = ""
    source: str = ""
    since: float = 0.0
    number: float = 0.0
    of: float = 0.0
    place: str = ""


_BY_PICTURE = {
    Picture.STALE: "stale",
    Picture.SLATE: "slate",
    Picture.HELD: "held",
    Picture.OPENING: "opening",
}


def checks(
    show: Show,
    wall: str,
    feeds: Mapping[str, FeedFigures],
    nodes: Iterable[NodeStatus],
    lost_nodes: Iterable[str],
    *,
    devices: Iterable[DeviceState] = (),
) -> tuple[Check, ...]:
    """The warnings of a wall's preview, worst first."""
    lost_nodes = frozenset(lost_nodes)
    tiles = show.preview_tiles(wall)
    found: list[Check] = []
    mine = {o.node for o in show.outputs_of(wall)}
    found += [Check("node_lost", source=n, place="alarms") for n in sorted(mine & set(lost_nodes))]
    all_lost = bool(mine) and mine <= set(lost_nodes)
    shown = _by_devices(show, wall, tiles)
    found += _devices(shown, devices)
    for tile in tiles:
        feed = feeds.get(tile.source)
        source = show.sources.get(tile.source)
        if source is None:
            found.append(Check("no_source", tile.id, tile.source))
        elif tile.id in shown.tiles:
            continue  # whether it has a picture is for the device to know
        elif not can_be_opened(source) and tile.patrol is None:
            found.append(Check("no_way", tile.id, tile.source))
        elif feed is None:
            if all_lost:
                continue  # the node says nothing of any source: its loss is told once
            found.append(Check("not_opened", tile.id, tile.source))
        elif _no_host(show, tile, feed):
            found.append(Check("page_unreachable", tile.id, tile.source))
        elif code := _BY_PICTURE.get(feed.picture):
            found.append(Check(code, tile.id, tile.source, since=feed.since))
    drawn = [t for t in tiles if t.id not in shown.tiles]
    demand = decode_mpx_s({t.source for t in drawn}, show, feeds)
    budgets = [n.budget.mpx_s for n in nodes if n.node in mine and n.budget.mpx_s > 0]
    if budgets and demand > min(budgets):
        costliest = max(drawn, key=lambda t: decode_mpx_s([t.source], show, feeds))
        found.append(Check("budget", costliest.id, number=demand, of=min(budgets)))
    found += _twice(tiles)
    found += _sounds(show, wall, tiles)
    found += [Check("hidden", t.id, t.source) for t in tiles if _hidden(t, tiles)]
    found += _off_the_wall(show, wall, tiles)
    return tuple(sorted(found, key=lambda c: _WORST.get(c.code, 99)))


def decode_mpx_s(sources: Iterable[str], show: Show, feeds: Mapping[str, FeedFigures]) -> float:
    """Megapixels a second to decode the sources as their streams are now; drawn ones cost none."""
    total = 0.0
    for id in sources:
        source, feed = show.sources.get(id), feeds.get(id)
        if source is not None and feed is not None and source.medium in _DECODED:
            total += feed.width * feed.height * (feed.fps or 25.0) / 1e6
    return total


_NO_HOST = frozenset({Reason.UNREACHABLE, Reason.REFUSED})
_DECODED = frozenset({Medium.STREAM, Medium.CAPTURE})
_WORST = {
    code: place
    for place, code in enumerate(
        (
            "node_lost",
            "behind_lost",
            "no_source",
            "no_way",
            "page_unreachable",
            "slate",
            "stale",
            "held",
            "not_opened",
            "opening",
            "budget",
            "off_wall",
            "hidden",
            "part_off",
            "sent_only",
            "twice",
            "two_sounds",
        )
    )
}


def _by_devices(show: Show, wall: str, tiles: Sequence[Tile]) -> Shown:
    known = show.walls.get(wall)
    if known is None:
        return Shown()
    return shown_by_devices(show, replace(known, safe=False, testcard=False), tiles)


def _devices(shown: Shown, states: Iterable[DeviceState]) -> Iterator[Check]:
    """Devices behind the wall that are not there, or that will not say what they show."""
    by_id = {state.device: state for state in states}
    for id in sorted({one.device for one in shown.switched}):
        state = by_id.get(id)
        if state is None or state.availability is not Availability.ONLINE:
            yield Check("behind_lost", source=id, place="devices")
            continue
        keys = (one.key for one in shown.switched if one.device == id)
        points = (state.point(key) for key in keys)
        if any(point is not None and not point.readable for point in points):
            yield Check("sent_only", source=id, place="devices")


def _twice(tiles: Sequence[Tile]) -> list[Check]:
    count = Counter(t.source for t in tiles)
    seen: set[str] = set()
    found = []
    for tile in tiles:
        if count[tile.source] > 1 and tile.source not in seen:
            seen.add(tile.source)
            found.append(Check("twice", tile.id, tile.source, number=count[tile.source]))
    return found


def _sounds(show: Show, wall: str, tiles: tuple[Tile, ...]) -> Iterator[Check]:
    """More than one source that the room would hear after the take."""
    programs = {w: tiles if w == wall else show.program(w).tiles for w in show.walls}
    heard = audible(show, followed(show, programs))
    pa = [source for source, buses in heard.items() if Bus.PA in buses]
    if len(pa) > 1:
        tile = next((t.id for t in tiles if t.source in pa), "")
        yield Check("two_sounds", tile, pa[0], number=len(pa))


def _no_host(show: Show, tile: Tile, feed: FeedFigures) -> bool:
    """Whether it is a page whose host does not answer."""
    page = show.sources[tile.source].medium is Medium.WEB
    return page and feed.picture is not Picture.LIVE and feed.reason in _NO_HOST


def _hidden(tile: Tile, tiles: Sequence[Tile]) -> bool:
    """Whether those above it cover all of it together."""
    above = (t.rect for t in tiles if (t.z, t.id) > (tile.z, tile.id))
    return not uncovered(tile.rect, above)


def uncovered(rect: Rect, by: Iterable[Rect]) -> tuple[Rect, ...]:
    """What is left of a rectangle where none of the others lies, in pieces."""
    left = [rect]
    for other in by:
        if not left:
            break
        left = [piece for one in left for piece in _without(one, other)]
    return tuple(left)


def _without(rect: Rect, other: Rect) -> list[Rect]:
    common = rect.intersection(other)
    if common is None:
        return [rect]
    pieces = (
        Rect(rect.x, rect.y, rect.w, common.y - rect.y),
        Rect(rect.x, common.bottom, rect.w, rect.bottom - common.bottom),
        Rect(rect.x, common.y, common.x - rect.x, common.h),
        Rect(common.right, common.y, rect.right - common.right, common.h),
    )
    return [p for p in pieces if p.w > 0 and p.h > 0]


def _off_the_wall(show: Show, wall: str, tiles: Sequence[Tile]) -> Iterator[Check]:
    """Tiles that no display shows, and those that reach beyond the canvas."""
    known = show.walls.get(wall)
    seen = [o.rect for o in show.outputs_of(wall)]
    for tile in tiles:
        if seen and not any(tile.rect.intersection(r) for r in seen):
            yield Check("off_wall", tile.id, tile.source)
        elif known is not None and not whole(known.canvas).contains(tile.rect):
            yield Check("part_off", tile.id, tile.source)
