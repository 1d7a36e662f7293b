"""Many sources changed in one step, another device in one's place, and a prepared import."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.unit.domain.conftest import Hand, source
from wallctl.domain.commands import (
    Seal,
    SourceImport,
    SourceReplace,
    SourceUpdate,
    SourceUpdateMany,
    Undo,
)
from wallctl.domain.entities import Carrier, Medium, PlayerChoice, SourceKind
from wallctl.domain.errors import Refused
from wallctl.domain.uses import uses_of_source

CODE = "00402000001320000001"


def test_what_is_named_changes_in_all_and_goes_back_in_one_step(hand: Hand) -> None:
    hand.do(SourceUpdate("b", tags=("桥", "旧")))
    before = hand.show
    hand.do(
        SourceUpdateMany(
            ("a", "b"),
            kind=SourceKind.DRONE,
            department="应急",
            carrier=Carrier.SATELLITE,
            tags_add=("汛",),
            tags_remove=("旧",),
        )
    )
    a, b = hand.show.sources["a"], hand.show.sources["b"]
    assert (a.kind, a.department, a.carrier, a.tags) == ("drone", "应急", "satellite", ("汛",))
    assert b.tags == ("桥", "汛")
    assert hand.show.sources["c"] == before.sources["c"]
    hand.do(Undo())
    assert hand.show.sources == before.sources


@pytest.mark.parametrize(
    ("of", "to", "main"),
    [
        ("10.0.0.1", "10.9.0.7", "rtsp://admin@10.9.0.7/a"),
        ("10.0.0.", "10.8.", None),
        ("10.0.0.", "10.8.3.", "rtsp://admin@10.8.3.1/a"),
    ],
)
def test_addresses_move_by_their_host(hand: Hand, of: str, to: str, main: str | None) -> None:
    hand.do(SourceUpdate("a", secret="sealed-a"))
    hand.do(SourceUpdateMany(("a", "b"), host_from=of, host_to=to))
    moved = hand.show.sources["a"]
    assert moved.main == (main or "rtsp://admin@10.8.1/a")
    assert moved.secret == "", "another host is not told the password"


def test_a_sealed_password_comes_along_only_over_what_was_seen(hand: Hand) -> None:
    hand.do(SourceUpdate("a", secret="old"))
    many = SourceUpdateMany(("a", "b"), seals=(Seal("a", "old", "new"), Seal("b", "", "new-b")))
    hand.do(many)
    assert [hand.show.sources[id].secret for id in "ab"] == ["new", "new-b"]
    before = hand.show
    with pytest.raises(Refused) as caught:
        hand.do(many)
    assert caught.value.fields["reason"] == "moved_on"
    assert hand.show is before


@pytest.mark.parametrize(
    ("wrong", "key", "reason"),
    [
        ({"ids": ()}, "ids", "empty"),
        ({"ids": ("a", "none")}, "ids[1]", "unknown"),
        ({"tags_add": ("",)}, "tags_add[0]", "empty"),
        ({"department": "a\nb"}, "department", "characters"),
        ({"host_from": "10.0.0.1"}, "host_to", "empty"),
        ({"host_to": "10.0.0.1"}, "host_from", "empty"),
        ({"host_from": "10.0.0.1", "host_to": "a b"}, "host_to", "host"),
        ({"host_from": "10.0.0.1/x", "host_to": "h"}, "host_from", "host"),
        ({"host_from": "10.0.0.", "host_to": "h"}, "host_to", "host_front"),
        ({"host_from": "10.7.7.7", "host_to": "h"}, "host_from", "no_match"),
        ({"host_from": "10.0.0.1", "host_to": "h:99999"}, "host_to", "host"),
    ],
)
def test_a_wrong_change_of_many_changes_none(
    hand: Hand, wrong: dict[str, object], key: str, reason: str
) -> None:
    before = hand.show
    with pytest.raises(Refused) as caught:
        hand.do(SourceUpdateMany(**{"ids": ("a", "b"), "department": "应急", **wrong}))
    assert (caught.value.fields["key"], caught.value.fields["reason"]) == (key, reason)
    assert hand.show is before


def test_another_user_in_the_addresses(hand: Hand) -> None:
    hand.do(SourceUpdate("b", main="rtsp://10.0.0.1/b"))
    hand.do(SourceUpdateMany(("a", "b"), user="viewer"))
    assert hand.show.sources["a"].main == "rtsp://viewer@10.0.0.1/a"
    assert hand.show.sources["b"].main == "rtsp://viewer@10.0.0.1/b"


def test_another_device_keeps_its_place_in_everything(hand: Hand) -> None:
    hand.do(SourceUpdate("a", code=CODE, tags=("桥",), sub="rtsp://10.0.0.1/s", secret="old"))
    before, used = hand.show.sources["a"], uses_of_source(hand.show, "a")
    hand.do(SourceReplace("a", "/dev/video0", medium=Medium.CAPTURE, player=PlayerChoice.VLC))
    after = hand.show.sources["a"]
    assert after == replace(
        before,
        main="/dev/video0",
        sub="",
        medium=Medium.CAPTURE,
        player=PlayerChoice.VLC,
        code="",
        secret="",
    )
    assert uses_of_source(hand.show, "a") == used
    hand.do(Undo())
    assert hand.show.sources["a"] == before


def test_a_new_device_whose_address_does_not_fit_is_refused(hand: Hand) -> None:
    with pytest.raises(Refused) as caught:
        hand.do(SourceReplace("a", "/dev/video0", medium=Medium.WEB))
    assert (caught.value.fields["key"], caught.value.fields["reason"]) == ("main", "scheme")


def test_a_code_keeps_its_leading_zeros(hand: Hand) -> None:
    hand.do(SourceUpdate("a", code=CODE))
    assert hand.show.sources["a"].code == CODE


def test_a_prepared_import_is_refused_once_its_sources_moved_on(hand: Hand) -> None:
    known = hand.show.sources["a"]
    mine = SourceImport((replace(known, name="甲"), source("new")), before=(known,))
    hand.do(SourceUpdate("d", name="别的"))  # another source is no matter
    hand.decide(mine)
    hand.do(SourceUpdate("a", place="东门"))
    with pytest.raises(Refused) as caught:
        hand.do(mine)
    assert (caught.value.code, caught.value.fields["reason"]) == ("conflict", "moved_on")


def test_a_prepared_import_is_refused_once_somebody_else_added_it(hand: Hand) -> None:
    mine = SourceImport((source("new"),), before=())
    hand.do(SourceImport((source("new", name="抢先"),)))
    with pytest.raises(Refused):
        hand.do(mine)
    assert hand.show.sources["new"].name == "抢先"
