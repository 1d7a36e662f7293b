"""What is observed now: beside the show, never journalled, gone with those who reported it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TypeVar

from wallctl.domain.alarms import Alarm
from wallctl.domain.audio_state import AudioState, Level
from wallctl.domain.control.automation import AutomationState
from wallctl.domain.control.power import PowerState
from wallctl.domain.control.runs import Run
from wallctl.domain.devices.observed import DeviceState
from wallctl.domain.observed import (
    FeedFigures,
    NodeStatus,
    PatrolState,
    Presence,
    Proposal,
    PtzState,
    WallReport,
)
from wallctl.engine.following import Published

K = TypeVar("K")
V = TypeVar("V")


def _none() -> Mapping[K, V]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Observation:
    """Reports by (wall, node), feeds by (node, source, stream), nodes on line by name.

    `lost_nodes` are those the room's outputs need and that are not on line; `faults` are
    stable codes of what is wrong in the engine itself, e.g. `journal_full`.
    """

    walls: Mapping[tuple[str, str], WallReport] = field(default_factory=_none)
    feeds: Mapping[tuple[str, str, str], FeedFigures] = field(default_factory=_none)
    nodes: Mapping[str, NodeStatus] = field(default_factory=_none)
    lost_nodes: frozenset[str] = frozenset()
    faults: frozenset[str] = frozenset()
    alarms: tuple[Alarm, ...] = ()
    patrols: tuple[PatrolState, ...] = ()
    presence: Presence = Presence()
    proposals: tuple[Proposal, ...] = ()
    ptz: tuple[PtzState, ...] = ()
    devices: Mapping[str, DeviceState] = field(default_factory=_none)
    runs: tuple[Run, ...] = ()
    automations: tuple[AutomationState, ...] = ()
    audio: AudioState = AudioState()
    levels: tuple[Level, ...] = ()
    power: tuple[PowerState, ...] = ()


class Board:
    """Keeps the observation and tells which parts of it changed."""

    def __init__(self, publish: Callable[[Published], None]) -> None:
        self._publish = publish
        self._now = Observation()

    @property
    def now(self) -> Observation:
        return self._now

    def wall(self, node: str, report: WallReport) -> None:
        walls = {**self._now.walls, (report.wall, node): report}
        self._set(replace(self._now, walls=MappingProxyType(walls)), "walls")

    def feeds(self, node: str, figures: Iterable[FeedFigures]) -> None:
        """All feeds of the node: what is not among them is no longer played there."""
        feeds = {key: one for key, one in self._now.feeds.items() if key[0] != node}
        feeds.update({(node, one.source, one.stream): one for one in figures})
        self._set(replace(self._now, feeds=MappingProxyType(feeds)), "feeds")

    def status(self, node: str, status: NodeStatus) -> None:
        nodes = {**self._now.nodes, node: status}
        self._set(replace(self._now, nodes=MappingProxyType(nodes)), "nodes")

    def gone(self, node: str) -> None:
        """What the node reported is no longer observed."""
        now = self._now
        after = replace(
            now,
            walls=_without(now.walls, lambda key: key[1] == node),
            feeds=_without(now.feeds, lambda key: key[0] == node),
            nodes=_without(now.nodes, lambda key: key == node),
        )
        self._set(after, "walls", "feeds", "nodes")

    def only(self, node: str, walls: Collection[str]) -> None:
        """The node draws these walls alone: what it said of others is past."""
        kept = _without(self._now.walls, lambda key: key[1] == node and key[0] not in walls)
        self._set(replace(self._now, walls=kept), "walls")

    def lost(self, nodes: frozenset[str]) -> None:
        self._set(replace(self._now, lost_nodes=nodes), "lost_nodes")

    def fault(self, code: str, on: bool) -> None:
        faults = self._now.faults | {code} if on else self._now.faults - {code}
        self._set(replace(self._now, faults=faults), "faults")

    def alarms(self, alarms: tuple[Alarm, ...]) -> None:
        self._set(replace(self._now, alarms=alarms), "alarms")

    def patrols(self, patrols: tuple[PatrolState, ...]) -> None:
        self._set(replace(self._now, patrols=patrols), "patrols")

    def presence(self, presence: Presence) -> None:
        self._set(replace(self._now, presence=presence), "presence")

    def proposals(self, proposals: tuple[Proposal, ...]) -> None:
        self._set(replace(self._now, proposals=proposals), "proposals")

    def ptz(self, states: tuple[PtzState, ...]) -> None:
        self._set(replace(self._now, ptz=states), "ptz")

    def device(self, id: str, state: DeviceState | None) -> None:
        """What a device says now; None: there is no such device any more."""
        devices = {key: one for key, one in self._now.devices.items() if key != id}
        if state is not None:
            devices[id] = state
        self._set(replace(self._now, devices=MappingProxyType(devices)), "devices")

    def automations(self, states: tuple[AutomationState, ...]) -> None:
        self._set(replace(self._now, automations=states), "automations")

    def power(self, states: tuple[PowerState, ...]) -> None:
        self._set(replace(self._now, power=states), "power")

    def runs(self, runs: tuple[Run, ...]) -> None:
        self._set(replace(self._now, runs=runs), "runs")

    def audio(self, state: AudioState) -> None:
        self._set(replace(self._now, audio=state), "audio")

    def levels(self, levels: tuple[Level, ...]) -> None:
        self._set(replace(self._now, levels=levels), "levels")

    def _set(self, after: Observation, *parts: str) -> None:
        before, self._now = self._now, after
        changed = frozenset(p for p in parts if getattr(before, p) != getattr(after, p))
        if changed:
            self._publish(Published(observed=changed))


def _without(table: Mapping[K, V], gone: Callable[[K], bool]) -> Mapping[K, V]:
    return MappingProxyType({key: one for key, one in table.items() if not gone(key)})
