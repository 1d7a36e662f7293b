"""What the codec says of entities that are none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from wallctl.domain.entities import (
    KIND_OF,
    TYPE_OF,
    Entity,
    Kind,
    Medium,
    Scene,
    Source,
    Wall,
)
from wallctl.domain.geometry import Size
from wallctl.store import codec
from wallctl.testing.journal_suite import one_of_each


@pytest.mark.parametrize(
    ("kind", "fields", "place"),
    [
        (Kind.SOURCE, {"id": "a", "name": "b", "medium": "film"}, "medium"),
        (Kind.SOURCE, {"id": "a", "name": "b", "medium": "web", "main": 5}, "main"),
        (
            Kind.SOURCE,
            {"id": "a", "name": "b", "medium": "web", "options": {"size": {"w": "x", "h": 1}}},
            "options.size.w",
        ),
        (Kind.SOURCE, {"id": "a", "name": "b", "medium": "web", "tags": ["a", 5]}, "tags[1]"),
        (Kind.ROOM, {"name": "b"}, "id"),
        (Kind.ROOM, "a room", ""),
        (Kind.ROOM, None, ""),
    ],
)
def test_the_place_is_named(kind: Kind, fields: object, place: str) -> None:
    with pytest.raises(codec.NotReadable) as wrong:
        codec.from_dict(kind, fields)
    assert wrong.value.place == place
    assert wrong.value.why


def test_an_address_is_not_in_the_error() -> None:
    told = {"id": "a", "name": ["rtsp://admin:geheim@h"], "medium": "rtsp://admin:geheim@h"}
    with pytest.raises(codec.NotReadable) as wrong:
        codec.from_dict(Kind.SOURCE, told)
    assert "geheim" not in repr(wrong.value)
    assert "geheim" not in str(wrong.value)


def test_the_sample_that_every_journal_keeps_has_every_kind_and_field() -> None:
    """What is left at its default would come back as written even if it were never kept."""
    kinds = {type(one) for one in one_of_each()}
    assert {kind.value for kind, of in TYPE_OF.items() if of not in kinds} == set()
    left: dict[str, set[str]] = {}
    for part in _parts(one_of_each()):
        given = {one.name for one in fields(part) if getattr(part, one.name) != one.default}
        name = type(part).__name__
        missing = {one.name for one in fields(part)} - given - {"id"}
        left[name] = left.get(name, missing) & missing
    assert {name: some for name, some in left.items() if some} == {}


def _parts(value: object) -> Iterator[Any]:
    if isinstance(value, tuple):
        for one in value:
            yield from _parts(one)
    elif is_dataclass(value):
        yield value
        for field in fields(value):
            yield from _parts(getattr(value, field.name))


@pytest.mark.parametrize(
    ("one", "later"),
    [
        (Scene("s", "防汛", note="n"), ("steps", "on_failure")),
        (Source("s", "席", Medium.STREAM), ("port", "camera")),
        (Wall("w", "hall", "墙", Size(10, 10)), ("made_here",)),
    ],
)
def test_what_was_written_before_a_field_was_there_is_read(
    one: Entity, later: tuple[str, ...]
) -> None:
    old = codec.to_dict(one)
    for name in later:
        del old[name]
    assert codec.from_dict(KIND_OF[type(one)], old) == one
