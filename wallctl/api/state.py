"""The whole room as one JSON text, made again only where something changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, cast

from pydantic import TypeAdapter

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


class ObservedText:
    """The observed state in parts; each has a version that moves when the part changes."""

    def __init__(self, look: Callable[[], ObservedState]) -> None:
        self._look = look
        self._now: dict[str, object] = {}
        self._text: dict[str, bytes] = {}
        self.version: dict[str, int] = dict.fromkeys(PARTS, 0)
        self.refresh()

    def refresh(self) -> bool:
        """Looks again; True if anything changed."""
        seen = self._look()
        moved = False
        for name in PARTS:
            part = getattr(seen, name)
            if name not in self._now or part != self._now[name]:
                self._now[name] = part
                self._text[name] = _PART[name].dump_json(part)
                self.version[name] += 1
                moved = True
        return moved

    def text(self, parts: tuple[str, ...] = PARTS) -> bytes:
        """A JSON object of the named parts."""
        return b"{" + b",".join(b'"%s":%s' % (p.encode(), self._text[p]) for p in parts) + b"}"


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
