"""What travels: pictures, entities, protocol versions."""

from __future__ import annotations

import pytest

from wallctl.domain.entities import TYPE_OF, Kind, Medium, Source
from wallctl.wire.desk import FROM_CLIENT, FROM_ROOM, Watch
from wallctl.wire.entities import entities_in, entities_json, entity_in, entity_out
from wallctl.wire.node import FROM_NODE, PictureHead, pack_picture, unpack_picture
from wallctl.wire.version import PROTOCOL, speaks_ours

HEAD = PictureHead(kind="program", id="大屏", format="jpeg", width=2, height=1, at=1.5)


def test_a_picture_comes_out_as_it_went_in() -> None:
    assert unpack_picture(pack_picture(HEAD, b"bytes")) == (HEAD, b"bytes")


@pytest.mark.parametrize("frame", [b"", b"\0\0\0", b"\0\0\0\x09{}", b"\xff" * 9, b"\0\0\0\x02{}"])
def test_a_frame_that_is_none_is_a_value_error(frame: bytes) -> None:
    with pytest.raises(ValueError):
        unpack_picture(frame)


def test_an_entity_comes_out_as_it_went_in_but_for_its_secret() -> None:
    one = Source("a", "名", Medium.STREAM, "rtsp://h/1", tags=("x", "y"))
    assert entity_in(Kind.SOURCE, entity_out(Kind.SOURCE, one)) == one
    sealed = Source("a", "名", Medium.STREAM, "rtsp://h/1", secret="w1.abcdef")
    assert entity_out(Kind.SOURCE, sealed)["secret"] == "sealed"
    assert b"abcdef" not in entities_json(Kind.SOURCE, [sealed])
    assert entity_out(Kind.SOURCE, one)["secret"] == ""


def test_every_kind_has_its_way_out_and_in() -> None:
    for kind in TYPE_OF:
        assert entities_in(kind, []) == []
        assert entities_json(kind, []) == b"[]"


@pytest.mark.parametrize(
    ("protocol", "ours"), [(PROTOCOL, True), ("1.99", True), ("2.0", False), ("", False)]
)
def test_a_minor_is_ours_another_major_is_not(protocol: str, ours: bool) -> None:
    assert speaks_ours(protocol) is ours


def test_unknown_fields_are_passed_over() -> None:
    assert FROM_CLIENT.validate_python({"type": "watch", "smell": 1}) == Watch()
    FROM_NODE.validate_python({"type": "pong", "at": 1, "node_at": 2, "mood": "good"})
    FROM_ROOM.validate_python({"type": "observed", "at": 1, "observed": {"mood": "good"}})
