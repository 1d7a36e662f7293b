"""Whole entities as JSON and back, with every secret masked on the way out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, cast

from pydantic import TypeAdapter

from wallctl.domain.devices.entities import Device
from wallctl.domain.entities import TYPE_OF, Entity, Kind, Source
from wallctl.domain.people import User

SEALED = "sealed"
"""What the outside sees in place of a secret, and may send back for "leave it as it is"."""

_ONE: Mapping[Kind, TypeAdapter[Any]] = {kind: TypeAdapter(of) for kind, of in TYPE_OF.items()}
_MANY: Mapping[Kind, TypeAdapter[Any]] = {
    kind: TypeAdapter(list[of])  # type: ignore[valid-type]  # the type is a value of the table
    for kind, of in TYPE_OF.items()
}


def masked(entity: Entity) -> Entity:
    """The entity as the outside may see it."""
    if isinstance(entity, Source | User | Device) and entity.secret:
        return replace(entity, secret=SEALED)
    return entity


def entity_out(kind: Kind, entity: Entity) -> dict[str, Any]:
    return cast("dict[str, Any]", _ONE[kind].dump_python(masked(entity), mode="json"))


def entities_json(kind: Kind, entities: Iterable[Entity]) -> bytes:
    """A JSON list of whole entities."""
    return _MANY[kind].dump_json([masked(one) for one in entities])


def entity_in(kind: Kind, data: Mapping[str, Any]) -> Entity:
    """The entity that the JSON says. Raises pydantic.ValidationError."""
    return cast("Entity", _ONE[kind].validate_python(data))


def entities_in(kind: Kind, data: list[dict[str, Any]]) -> list[Entity]:
    """Raises pydantic.ValidationError."""
    return cast("list[Entity]", _MANY[kind].validate_python(data))
