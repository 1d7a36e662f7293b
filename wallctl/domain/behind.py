"""The real wall behind the wall: what matrices and splicing processors have to show, from the
program. A display on a matrix is switched straight to a source that fills it alone; a processor
opens windows for the sources at its inputs; the rest is drawn by our nodes, whose picture is one
input more. What hides the wall on purpose (safe picture, test card) is drawn, never switched.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wallctl.domain.devices.entities import Behind, Desired, OutputBehind, desired_id
from wallctl.domain.devices.points import Value
from wallctl.domain.devices.windows import CLOSED, Window, written
from wallctl.domain.entities import Output, Overlay, Program, Source, Tile, Wall
from wallctl.domain.geometry import NO_CROP, Rect
from wallctl.domain.show import Change, Show, change


@dataclass(frozen=True, slots=True)
class Switched:
    """What one point of a device has to be; `tile` is the one it shows, "" for our own picture or
    nothing."""

    device: str
    key: str
    value: Value
    tile: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """Who shows a wall's tiles: devices by their points, the rest our nodes. `left_over` are tiles
    that nobody can show: their source is at a device that has no window left for them, and has
    no address."""

    switched: tuple[Switched, ...] = ()
    left_over: tuple[str, ...] = ()

    @property
    def tiles(self) -> frozenset[str]:
        """The tiles that devices show."""
        return frozenset(one.tile for one in self.switched if one.tile)


NOBODY = Shown()


def shown_by_devices(show: Show, wall: Wall, tiles: Sequence[Tile]) -> Shown:
    """How tiles, lowest first, come to the displays of a wall."""
    behind = show.get(Behind, wall.id)
    if behind is None:
        return NOBODY
    covered = wall.safe or wall.testcard
    visible = () if covered else tuple(tiles)
    routes = [_route(show, wall, one, visible) for one in _outputs(show, behind)]
    windows: list[Switched] = []
    if behind.processor:
        routed = {one.tile for one in routes}
        rest = [tile for tile in visible if tile.id not in routed]
        windows = _windows(show, wall, behind, rest)
    switched = (*routes, *windows)
    done = {one.tile for one in switched if one.tile}
    left = tuple(t.id for t in visible if t.id not in done and not _drawable(show, wall, behind, t))
    return Shown(switched, left)


def shown_now(show: Show, wall: Wall) -> Shown:
    return shown_by_devices(show, wall, show.program(wall.id).tiles)


def has_glass(show: Show, wall: Wall) -> bool:
    """Whether nodes of ours draw a part of the wall."""
    return bool(show.outputs_of(wall.id))


def _outputs(show: Show, behind: Behind) -> Iterable[tuple[OutputBehind, Output]]:
    for one in behind.outputs:
        output = show.outputs.get(one.output)
        if output is not None and output.wall == behind.id:
            yield one, output


def _route(
    show: Show, wall: Wall, one: tuple[OutputBehind, Output], tiles: Sequence[Tile]
) -> Switched:
    behind, output = one
    tile = _alone_on(show, wall, output, tiles)
    if tile is not None and not (_overlaid(show, wall) and _has_address(show, tile)):
        value = _port(show, tile, behind.device)
        if value is not None:
            return Switched(behind.device, behind.key, value, tile.id)
    return Switched(behind.device, behind.key, behind.own)


def _alone_on(show: Show, wall: Wall, output: Output, tiles: Sequence[Tile]) -> Tile | None:
    """The tile that fills this display and no other, with nothing above it there."""
    over = [t for t in tiles if t.rect.intersection(output.rect) is not None]
    if not over:
        return None
    top = over[-1]
    elsewhere = any(
        o.id != output.id and o.rect.intersection(top.rect) is not None
        for o in show.outputs_of(wall.id)
    )
    whole = top.rect.contains(output.rect) and top.crop == NO_CROP and top.patrol is None
    return top if whole and not elsewhere else None


def _windows(show: Show, wall: Wall, behind: Behind, tiles: Sequence[Tile]) -> list[Switched]:
    """Windows are numbered from the lowest; those that are not needed are closed. They lie above
    our own picture: what has something of ours above it is drawn with it, and so is what an
    overlay lies on. Where windows are short, the highest tiles get them."""
    room = behind.windows - bool(behind.own)
    overlaid = _overlaid(show, wall)
    ours: list[Rect] = []
    opened: list[tuple[str, str]] = []
    for tile in reversed(tiles):
        value = _port(show, tile, behind.processor)
        drawable = _drawable(show, wall, behind, tile)
        plain = tile.crop == NO_CROP and tile.patrol is None
        beneath = any(rect.intersection(tile.rect) is not None for rect in ours)
        kept = beneath or (overlaid and drawable)
        if value is not None and plain and not kept and len(opened) < room:
            rect = tile.rect
            opened.append((written(Window(value, rect.x, rect.y, rect.w, rect.h)), tile.id))
        elif drawable:
            ours.append(tile.rect)
    if behind.own:
        canvas = wall.canvas
        opened.append((written(Window(behind.own, 0, 0, canvas.w, canvas.h)), ""))
    opened.reverse()
    opened += [(CLOSED, "")] * (behind.windows - len(opened))
    return [
        Switched(behind.processor, f"window.{n}", value, tile)
        for n, (value, tile) in enumerate(opened, 1)
    ]


def _drawable(show: Show, wall: Wall, behind: Behind, tile: Tile) -> bool:
    """Whether a node can show it: one is there, and the source has something to open."""
    drawn = has_glass(show, wall) and not (behind.processor and not behind.own)
    source = show.sources.get(tile.source)
    return drawn and (source is None or can_be_opened(source) or tile.patrol is not None)


def can_be_opened(source: Source) -> bool:
    """Whether a node has something to open: not where it is only plugged into a device."""
    return source.port is None or bool(source.main)


def _has_address(show: Show, tile: Tile) -> bool:
    source = show.sources.get(tile.source)
    return source is not None and bool(source.main)


def _port(show: Show, tile: Tile, device: str) -> str | None:
    source = show.sources.get(tile.source)
    if source is None or source.port is None or source.port.device != device:
        return None
    return source.port.value


def _overlaid(show: Show, wall: Wall) -> bool:
    overlay: Overlay = show.overlay(wall.id)
    parts = (overlay.notice, overlay.banner, overlay.logo, overlay.clock)
    return any(part.on for part in parts)


def wanted_of_devices(
    show: Show, after: Show, changes: Iterable[Change], by: str, at: float
) -> tuple[Change, ...]:
    """What devices have to show after changes: part of the same step. Whatever puts a program on
    a wall wishes all of it anew, so that what drifted is set again; else (an overlay, a source
    plugged into another input) only what has become another. A wall that nobody took to yet
    leaves its devices alone."""
    issued = {
        one.after.id
        for one in changes
        if isinstance(one.after, Program) and one.after.serial == show.revision + 1
    }
    wishes: dict[str, Change] = {}
    for wall in after.walls.values():
        if not after.program(wall.id).serial:
            continue
        before: frozenset[tuple[str, str, Value]] = frozenset()
        if wall.id not in issued and wall.id in show.walls:
            was = shown_now(show, show.walls[wall.id]).switched
            before = frozenset((one.device, one.key, one.value) for one in was)
        for want in shown_now(after, wall).switched:
            if (want.device, want.key, want.value) in before:
                continue
            id = desired_id(want.device, want.key)
            wish = Desired(id, want.device, want.key, want.value, by, at)
            wishes[id] = change(show.get(Desired, id), wish)
    return tuple(wishes.values())
