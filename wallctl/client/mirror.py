"""A room's state as this client knows it, kept by the engine's messages. No network."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from pydantic import ValidationError

from wallctl.domain.devices.observed import DeviceState
from wallctl.domain.entities import Entity, Kind
from wallctl.domain.show import Change, Key, Show, StaleChange, apply, build
from wallctl.wire.desk import ChangeOut, Event, Me, Observed, ObservedPart, ObservedState, State
from wallctl.wire.entities import entities_in, entity_in

_CHUNK = 400  # entities decoded in one go: about 2 ms, so that a screen's loop never stalls


class OutOfStep(Exception):
    """An event does not fit what this mirror holds: the whole state is needed."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What changed: views redraw by it.

    `whole`: a new state came and anything may differ. `observed`: names of the parts of
    ObservedState. `event`: who changed what, where one event did. `connection`: connected,
    refused or lost_since changed. `me`: whom the engine takes this client for.
    """

    keys: frozenset[Key] = frozenset()
    whole: bool = False
    observed: frozenset[str] = frozenset()
    connection: bool = False
    me: bool = False
    event: Event | None = None


@dataclass(slots=True)
class Mirror:
    show: Show = field(default_factory=Show)
    observed: ObservedState = field(default_factory=ObservedState)
    room: str = ""
    protocol: str = ""
    me: Me = field(default_factory=Me)
    offset_s: float = 0.0  # engine's clock less this machine's

    async def whole(self, state: State) -> Moved:
        """Takes a whole state, in portions that leave the loop room to breathe."""
        entities: list[Entity] = []
        for name, rows in state.entities.items():
            kind = _kind(name)
            if kind is None:
                continue  # a newer engine has entities that we do not know
            for start in range(0, len(rows), _CHUNK):
                entities += entities_in(kind, rows[start : start + _CHUNK])
                await asyncio.sleep(0)
        self.show = build(entities, state.revision)
        self.observed = state.observed
        self.room = state.room
        self.protocol = state.protocol
        self.me = state.me
        self.offset_s = state.at - time.time()
        return Moved(whole=True, observed=frozenset(ObservedState.model_fields), me=True)

    def event(self, event: Event) -> Moved:
        """Raises OutOfStep."""
        if event.revision <= self.show.revision:
            return Moved()
        if event.revision != self.show.revision + 1:
            raise OutOfStep
        try:
            changes = [one for raw in event.changes if (one := _change(raw)) is not None]
            self.show = apply(self.show, changes, event.revision)
        except (StaleChange, ValidationError) as exc:
            raise OutOfStep from exc
        return Moved(keys=frozenset(c.key for c in changes), event=event)

    def reported(self, message: Observed) -> Moved:
        parts: dict[str, object] = {
            name: part
            for name in ObservedState.model_fields
            if (part := getattr(message.observed, name)) is not None
        }
        if "devices" in parts:
            parts["devices"] = _devices(self.observed.devices, message.observed)
        self.observed = self.observed.model_copy(update=parts)
        self.offset_s = message.at - time.time()
        return Moved(observed=frozenset(parts))


def _devices(known: Iterable[DeviceState], part: ObservedPart) -> tuple[DeviceState, ...]:
    """All devices, with those that changed and without those that are gone."""
    table = {one.device: one for one in known}
    table.update({one.device: one for one in part.devices or ()})
    for id in part.devices_gone or ():
        table.pop(id, None)
    return tuple(table.values())


def _kind(name: str) -> Kind | None:
    try:
        return Kind(name)
    except ValueError:
        return None


def _change(raw: ChangeOut) -> Change | None:
    kind = _kind(raw.entity)
    if kind is None:
        return None
    return Change(
        Key(kind, raw.id),
        None if raw.before is None else entity_in(kind, raw.before),
        None if raw.after is None else entity_in(kind, raw.after),
    )
