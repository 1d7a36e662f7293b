"""What is wrong now, and what explains what: pure, from what is wanted and what is observed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from wallctl.domain.alarm_rules import DUTY_CALL
from wallctl.domain.behind import shown_now
from wallctl.domain.control.automation import AutomationState, Outcome, Schedule, Trigger
from wallctl.domain.control.power import supply_of
from wallctl.domain.devices.entities import Behind, Device
from wallctl.domain.devices.observed import Availability, DeviceState, Verdict
from wallctl.domain.devices.ups import Feed
from wallctl.domain.entities import Output, Wall
from wallctl.domain.networks import lost_networks
from wallctl.domain.observed import (
    FeedFigures,
    NodeStatus,
    Picture,
    Reason,
    TileReport,
    WallReport,
)
from wallctl.domain.show import Show

OFFSET_TOLD_MS = 1000.0
DEATHS_TOLD = 3  # deaths of a node's player workers, lately, that are more than bad luck
START_S = 12.0  # what a node is given to come after the engine began

Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong. `cause` is the key of the one that explains it.

    `after_s` overrides how long it must last before it is told.
    """

    code: str
    target: str = ""
    cause: str = ""
    fields: Fields = ()
    after_s: float | None = None

    @property
    def key(self) -> str:
        return key_of(self.code, self.target)


def key_of(code: str, target: str) -> str:
    return f"{code}:{target}"


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody calls the duty officer. id is where from; "" where nobody said."""

    id: str
    by: str
    at: float
    note: str = ""


class Seen(Protocol):
    """What is observed of a room, as far as alarms need it."""

    @property
    def walls(self) -> Mapping[tuple[str, str], WallReport]: ...
    @property
    def feeds(self) -> Mapping[tuple[str, str, str], FeedFigures]: ...
    @property
    def nodes(self) -> Mapping[str, NodeStatus]: ...
    @property
    def lost_nodes(self) -> frozenset[str]: ...
    @property
    def faults(self) -> frozenset[str]: ...
    @property
    def devices(self) -> Mapping[str, DeviceState]: ...
    @property
    def automations(self) -> tuple[AutomationState, ...]: ...


def troubles(
    show: Show,
    seen: Seen,
    *,
    awaited: frozenset[str] = frozenset(),
    deaths: Mapping[str, int] | None = None,
    calls: Iterable[Call] = (),
) -> tuple[Trouble, ...]:
    """All that is wrong, each key once. `awaited` are nodes not seen since the engine began;
    `deaths` counts workers that died lately, by node."""
    dying = {n for n, count in (deaths or {}).items() if count >= DEATHS_TOLD}
    found: dict[str, Trouble] = {}
    for one in (
        *_calls(calls),
        *(Trouble(code) for code in sorted(seen.faults)),
        *_lost_nodes(show, seen, awaited),
        *_missing_screens(show, seen),
        *_nodes(seen, dying),
        *_networks_and_pictures(show, seen, dying),
        *_unconfirmed(show, seen),
        *_devices(show, seen),
        *_automations(show, seen),
    ):
        found.setdefault(one.key, one)
    return tuple(found.values())


def _calls(calls: Iterable[Call]) -> Iterator[Trouble]:
    for one in calls:
        fields = (("by", one.by), ("at", repr(one.at)), ("panel", one.id), ("note", one.note))
        yield Trouble(DUTY_CALL, one.id, fields=fields)


def _lost_nodes(show: Show, seen: Seen, awaited: frozenset[str]) -> Iterator[Trouble]:
    for node in sorted(seen.lost_nodes):
        after = START_S if node in awaited else None
        yield Trouble("node_lost", node, fields=(("node", node),), after_s=after)
        cause = key_of("node_lost", node)
        for wall in show.walls.values():
            yield from _dark(show, wall, node, cause)


def _dark(show: Show, wall: Wall, node: str, cause: str) -> Iterator[Trouble]:
    """What a lost node leaves dark: its outputs and the windows on them."""
    shown = shown_now(show, wall)
    switched = {(one.device, one.key) for one in shown.switched if one.tile}
    behind = show.get(Behind, wall.id)
    fed = {
        one.output
        for one in (behind.outputs if behind is not None else ())
        if (one.device, one.key) in switched
    }
    mine = (o for o in show.outputs_of(wall.id) if o.node == node)
    outputs = [o for o in mine if o.id not in fed]  # a matrix shows something else on those
    for output in outputs:
        fields = (("node", node), ("wall", wall.id), ("output", output.id))
        yield Trouble("output_dark", output.id, cause, fields)
    if wall.safe or wall.testcard:
        return
    for tile in show.program(wall.id).tiles:
        if tile.id in shown.tiles:
            continue
        if any(o.rect.intersection(tile.rect) for o in outputs):
            fields = (("wall", wall.id), ("tile", tile.id), ("source", tile.source))
            yield Trouble("tile_dark", f"{wall.id}/{tile.id}", cause, fields)


def _missing_screens(show: Show, seen: Seen) -> Iterator[Trouble]:
    for (wall, node), report in sorted(seen.walls.items()):
        for screen in report.missing_screens:
            on = next((o for o in show.outputs_of(wall) if _is_on(o, node, screen)), None)
            target = on.id if on is not None else f"{node}/{screen}"
            fields = (("node", node), ("screen", screen), ("wall", wall), ("output", target))
            yield Trouble("screen_missing", target, fields=fields)


def _is_on(output: Output, node: str, screen: str) -> bool:
    return output.node == node and output.screen == screen and output.window is None


def _nodes(seen: Seen, dying: Iterable[str]) -> Iterator[Trouble]:
    for name, status in sorted(seen.nodes.items()):
        if name in seen.lost_nodes:
            continue
        if abs(status.offset_ms) > OFFSET_TOLD_MS:
            # Rounded: an offset that trembles is no news.
            fields = (("node", name), ("s", f"{status.offset_ms / 1000:+.0f}"))
            yield Trouble("clock_offset", name, fields=fields)
        if status.budget.shedding:
            yield Trouble("budget", name, fields=(("node", name), ("how", status.budget.shedding)))
    for name in sorted(dying):
        yield Trouble("workers_dying", name, fields=(("node", name),))


def _networks_and_pictures(show: Show, seen: Seen, dying: set[str]) -> Iterator[Trouble]:
    networks = lost_networks(show, seen.feeds.values())
    for one in networks:
        fields = ((one.kind, one.name), ("lost", str(len(one.sources))), ("all", str(one.all)))
        yield Trouble("network_lost", f"{one.kind}/{one.name}", fields=fields)
    explained: dict[str, str] = {}
    for one in networks:
        for source in one.sources:
            explained.setdefault(source, key_of("network_lost", f"{one.kind}/{one.name}"))
    for source, (wall, node, tile, count) in sorted(_without_picture(show, seen).items()):
        cause = explained.get(source, "")
        if tile.reason is Reason.BUDGET:
            cause = key_of("budget", node)
        elif tile.reason is Reason.WORKER_LOST and node in dying:
            cause = key_of("workers_dying", node)
        told = (
            ("source", source),
            ("picture", tile.picture.value),
            ("reason", tile.reason.value),
            ("wall", wall),
            ("tile", tile.tile),
            ("tiles", str(count)),
        )
        yield Trouble("no_picture", source, cause, told)


_WORSE = {Picture.HELD: 1, Picture.STALE: 2, Picture.SLATE: 3}


def _without_picture(show: Show, seen: Seen) -> dict[str, tuple[str, str, TileReport, int]]:
    """Sources of the programs that the glass shows no moving picture of, with the wall, node and
    tile where it is worst, and in how many tiles."""
    worst: dict[str, tuple[str, str, TileReport]] = {}
    tiles: dict[str, set[str]] = {}
    for (wall, node), report in sorted(seen.walls.items()):
        if node in seen.lost_nodes or wall not in show.walls:
            continue
        for tile in report.tiles:
            rank = _WORSE.get(tile.picture, 0)
            if not rank:
                continue
            tiles.setdefault(tile.source, set()).add(f"{wall}/{tile.tile}")
            known = worst.get(tile.source)
            if known is None or rank > _WORSE[known[2].picture]:
                worst[tile.source] = (wall, node, tile)
    return {source: (*found, len(tiles[source])) for source, found in worst.items()}


def _devices(show: Show, seen: Seen) -> Iterator[Trouble]:
    known = show.all(Device)
    for id, state in sorted(seen.devices.items()):
        if id not in known:
            continue
        lost = state.availability is Availability.OFFLINE
        if lost:
            fields = (("device", id), ("reason", state.reason))
            yield Trouble("device_lost", id, fields=fields)
        supply = supply_of(state)
        if supply is not None and supply.feed is Feed.BATTERY:
            left = "" if supply.runtime_min is None else f"{supply.runtime_min:.0f}"
            charge = "" if supply.charge is None else f"{supply.charge:.0f}"
            told_ups = (("device", id), ("minutes", left), ("charge", charge))
            yield Trouble("on_battery", id, fields=told_ups)
        for point in state.states:
            if point.verdict is Verdict.FAILED:
                of = state.point(point.key)
                told = (
                    ("device", id),
                    ("key", point.key),
                    ("point_zh", of.text.zh if of is not None else point.key),
                    ("point_en", of.text.en if of is not None else point.key),
                    ("reason", point.reason),
                )
                cause = key_of("device_lost", id) if lost else ""
                yield Trouble("device_failed", f"{id}/{point.key}", cause, told)


def _is_lost(seen: Seen, device: str) -> bool:
    state = seen.devices.get(device)
    return state is not None and state.availability is Availability.OFFLINE


def _automations(show: Show, seen: Seen) -> Iterator[Trouble]:
    """What a schedule or trigger has just not done: raised, and kept until somebody resets it."""
    for state in seen.automations:
        one = show.get(Schedule, state.id) or show.get(Trigger, state.id)
        if one is None or not state.fresh or state.outcome in (Outcome.NONE, Outcome.RAN):
            continue
        fields = (
            ("name", one.name),
            ("reason", state.reason),
            ("outcome", state.outcome.value),
            ("at", repr(state.last_at)),
        )
        yield Trouble("automation_held", f"{state.id}@{state.last_at:.0f}", fields=fields)


def _unconfirmed(show: Show, seen: Seen) -> Iterator[Trouble]:
    for wall in show.walls.values():
        program = show.program(wall.id)
        nodes = {o.node for o in show.outputs_of(wall.id)}
        behind = sorted({one.device for one in shown_now(show, wall).switched})
        if not program.serial or program.confirmed or not (nodes or behind):
            continue
        lost = sorted(nodes & seen.lost_nodes)
        cause = key_of("node_lost", lost[0]) if lost else ""
        gone = [id for id in behind if _is_lost(seen, id)]
        if gone and not lost:
            cause = key_of("device_lost", gone[0])
        fields = (("wall", wall.id), ("by", program.by), ("at", repr(program.at)))
        yield Trouble("take_unconfirmed", wall.id, cause, fields)
