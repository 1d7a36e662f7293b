"""Entities, changes and answers as JSON, for the store, the journal and archives.

Reading ignores fields it does not know. Canonical bytes (sorted keys, no spaces, UTF-8) are what
is stored and hashed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, cast

from pydantic import TypeAdapter, ValidationError

from wallctl.domain.commands import Answer
from wallctl.domain.entities import KIND_OF, TYPE_OF, Entity, Kind
from wallctl.domain.show import Change, Key

_ADAPTERS: Mapping[Kind, TypeAdapter[Entity]] = {k: TypeAdapter(t) for k, t in TYPE_OF.items()}
_ANSWER = TypeAdapter(Answer)


class NotReadable(ValueError):
    """What was read is no entity. `place` is the path inside it, `why` what is wrong there."""

    def __init__(self, place: str, why: str) -> None:
        self.place, self.why = place, why
        super().__init__(f"{place}: {why}" if place else why)


def canonical(value: object) -> bytes:
    """The one byte string of a JSON value. Raises ValueError for NaN, infinity, half characters."""
    text = json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return text.encode()


def to_dict(entity: Entity) -> dict[str, Any]:
    """The whole entity as JSON values, without its kind."""
    adapter = _ADAPTERS[KIND_OF[type(entity)]]
    return cast("dict[str, Any]", adapter.dump_python(entity, mode="json"))


def from_dict(kind: Kind, fields: object) -> Entity:
    """The entity of that kind. Raises NotReadable naming the field."""
    try:
        return _ADAPTERS[kind].validate_python(fields)
    except ValidationError as error:
        raise _not_readable(error) from None


def to_bytes(entity: Entity) -> bytes:
    return canonical(to_dict(entity))


def from_bytes(kind: Kind, body: bytes) -> Entity:
    """The entity in canonical bytes. Raises NotReadable."""
    try:
        return _ADAPTERS[kind].validate_json(body)
    except ValidationError as error:
        raise _not_readable(error) from None


def changes_to_list(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """Changes as JSON values; before and after are whole entities or null."""
    return [
        {
            "entity": c.key.entity.value,
            "id": c.key.id,
            "before": None if c.before is None else to_dict(c.before),
            "after": None if c.after is None else to_dict(c.after),
        }
        for c in changes
    ]


def changes_from_list(rows: Iterable[Mapping[str, Any]]) -> tuple[Change, ...]:
    """Changes as written by changes_to_list. Raises NotReadable, KeyError, ValueError."""
    return tuple(
        Change(
            Key(kind := Kind(row["entity"]), row["id"]),
            None if row["before"] is None else from_dict(kind, row["before"]),
            None if row["after"] is None else from_dict(kind, row["after"]),
        )
        for row in rows
    )


def answer_to_bytes(answer: Answer) -> bytes:
    return canonical(_ANSWER.dump_python(answer, mode="json"))


def answer_from_bytes(body: bytes) -> Answer:
    try:
        return _ANSWER.validate_json(body)
    except ValidationError as error:
        raise _not_readable(error) from None


def _not_readable(error: ValidationError) -> NotReadable:
    # Never the input itself: it may be someone's address.
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    place = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in first["loc"])
    return NotReadable(place.lstrip("."), first["msg"])
