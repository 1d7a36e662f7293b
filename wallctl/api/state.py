"""The whole room as one JSON text, made again only where something changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, cast

from pydantic import TypeAdapter

from wallctl.domain.devices.observed import DeviceState
from wallctl.domain.entities import Entity, Kind
from wallctl.domain.show import Show
from wallctl.wire.desk import ObservedState
from wallctl.wire.entities import entities_json
from wallctl.wire.version import PROTOCOL

PARTS = tuple(ObservedState.model_fields)
_PART: Mapping[str, TypeAdapter[Any]] = {
    name: TypeAdapter(cast("Any", field.annotation))
    for name, field in ObservedState.model_fields.items()
}


DEVICES = "devices"
_DEVICE = TypeAdapter(DeviceState)
GONE_KEPT = 2000


class DeviceTexts:
    """Devices are many and change one by one: each has its own text and version."""

    def __init__(self) -> None:
        self._rows: dict[str, tuple[DeviceState, int]] = {}
        self._texts: dict[str, bytes] = {}
        self._gone: dict[str, int] = {}

    def take(self, states: tuple[DeviceState, ...], version: int) -> bool:
        """Takes in what is seen; True if anything changed, which is then of that version."""
        moved = False
        for one in states:
            known = self._rows.get(one.device)
            if known is None or known[0] != one:
                self._rows[one.device] = (one, version)
                self._texts.pop(one.device, None)
                self._gone.pop(one.device, None)
                moved = True
        if len(self._rows) > len(states):
            there = {one.device for one in states}
            for id in [id for id in self._rows if id not in there]:
                del self._rows[id]
                self._texts.pop(id, None)
                self._gone[id] = version
                moved = True
            while len(self._gone) > GONE_KEPT:
                self._gone.pop(next(iter(self._gone)))
        return moved

    def text(self, since: int = 0) -> bytes:
        """A JSON list of those that changed after that version."""
        ids = [id for id, (_, version) in self._rows.items() if version > since]
        return b"[" + b",".join(self._one(id) for id in ids) + b"]"

    def gone(self, since: int) -> bytes:
        return json.dumps([id for id, version in self._gone.items() if version > since]).encode()

    def _one(self, id: str) -> bytes:
        text = self._texts.get(id)
        if text is None:
            text = self._texts[id] = _DEVICE.dump_json(self._rows[id][0])
        return text


class ObservedText:
    """The observed state in parts; each has a version that moves when the part changes."""

    def __init__(self, look: Callable[[], ObservedState]) -> None:
        self._look = look
        self._now: dict[str, object] = {}
        self._text: dict[str, bytes] = {}
        self._devices = DeviceTexts()
        self.version: dict[str, int] = dict.fromkeys(PARTS, 0)
        self.refresh()

    def refresh(self) -> bool:
        """Looks again; True if anything changed."""
        seen = self._look()
        moved = False
        if self._devices.take(seen.devices, self.version[DEVICES] + 1):
            self.version[DEVICES] += 1
            moved = True
        for name in PARTS:
            if name == DEVICES:
                continue
            part = getattr(seen, name)
            if name not in self._now or part != self._now[name]:
                self._now[name] = part
                self._text[name] = _PART[name].dump_json(part)
                self.version[name] += 1
                moved = True
        return moved

    def text(self, parts: tuple[str, ...] = PARTS) -> bytes:
        """A JSON object of the named parts."""
        return self._object(parts, 0)

    def changes(self, parts: tuple[str, ...], devices: int) -> bytes:
        """The same for one who has seen that version of the devices: of these what came since."""
        body = self._object(parts, devices)
        if DEVICES not in parts:
            return body
        return b'%s,"devices_gone":%s}' % (body[:-1], self._devices.gone(devices))

    def _object(self, parts: tuple[str, ...], devices: int) -> bytes:
        told = [(p, self._devices.text(devices) if p == DEVICES else self._text[p]) for p in parts]
        return b"{" + b",".join(b'"%s":%s' % (p.encode(), text) for p, text in told) + b"}"


class StateText:
    """Tables of the show are immutable: the same table object has the same text."""

    def __init__(self, room: str) -> None:
        self._room = room
        self._kept: dict[Kind, tuple[Mapping[str, Entity], bytes]] = {}

    def entities(self, show: Show) -> bytes:
        """A JSON object: entity kind -> list of whole entities, secrets masked."""
        parts = []
        for kind, rows in show.table.items():
            kept = self._kept.get(kind)
            if kept is None or kept[0] is not rows:
                kept = self._kept[kind] = (rows, entities_json(kind, rows.values()))
            parts.append(b'"%s":%s' % (kind.value.encode(), kept[1]))
        return b"{" + b",".join(parts) + b"}"

    def state(self, show: Show, observed: bytes, at: float, me: bytes) -> bytes:
        """`wire.desk.State` as JSON, for one who asks."""
        head = {"type": "state", "protocol": PROTOCOL, "room": self._room}
        text = json.dumps(head | {"revision": show.revision, "at": at})[:-1].encode()
        parts = (text, self.entities(show), observed, me)
        return b'%s,"entities":%s,"observed":%s,"me":%s}' % parts
