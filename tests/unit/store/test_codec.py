"""What the codec says of entities that are none."""

from __future__ import annotations

import pytest

from wallctl.domain.entities import Kind
from wallctl.store import codec


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
