from __future__ import annotations

from dataclasses import replace

import pytest

from tests.unit.domain.conftest import Hand, source
from wallctl.domain.commands import (
    SourceAdd,
    SourceImport,
    SourceRemove,
    SourceUpdate,
    TileRemove,
)
from wallctl.domain.entities import Medium, PlayOptions, Source
from wallctl.domain.errors import Invalid, NotAllowed, NotFound, Refused
from wallctl.domain.geometry import Size


def place(error: Refused) -> tuple[object, object]:
    return error.fields["key"], error.fields["reason"]


def test_add_and_fresh_id(hand: Hand) -> None:
    hand.do(SourceAdd(source("", name="大桥")))
    assert hand.show.sources["f1"].name == "大桥"


@pytest.mark.parametrize(
    ("wrong", "key", "reason"),
    [
        ({"id": "a"}, "source.id", "duplicate_id"),
        ({"id": "a b"}, "source.id", "bad_id"),
        ({"name": "  "}, "source.name", "empty"),
        ({"name": "a\nb"}, "source.name", "characters"),
        ({"name": "x" * 201}, "source.name", "too_long"),
        ({"tags": ("ok", "")}, "source.tags[1]", "empty"),
        ({"main": ""}, "source.main", "empty"),
        ({"main": "gopher://h/1"}, "source.main", "scheme"),
        ({"main": "rtsp:///1"}, "source.main", "host"),
        ({"main": "rtsp://["}, "source.main", "host"),
        ({"main": "rtsp://h:99999/1"}, "source.main", "host"),
        ({"main": "rtsp://:/1"}, "source.main", "host"),
        ({"main": "rtsp://a b/1"}, "source.main", "host"),
        ({"main": " rtsp://h/1"}, "source.main", "characters"),
        ({"main": "rtsp://h/\x00"}, "source.main", "characters"),
        ({"sub": "file:///x" + "y" * 2000}, "source.sub", "too_long"),
        ({"medium": Medium.WEB}, "source.main", "scheme"),
        ({"medium": Medium.CAPTURE}, "source.main", "scheme"),
        ({"medium": Medium.PDF}, "source.main", "scheme"),
        ({"backup": "none"}, "source.backup", "unknown"),
        ({"backup": "new"}, "source.backup", "itself"),
        ({"code": "3.40200E+19"}, "source.code", "code"),
        ({"code": "34 02"}, "source.code", "code"),
        ({"code": "3" * 33}, "source.code", "code"),
        ({"options": PlayOptions(fps=0)}, "source.options.fps", "range"),
        ({"options": PlayOptions(fps=float("nan"))}, "source.options.fps", "range"),
        ({"options": PlayOptions(size=Size(1, 100))}, "source.options.size.w", "range"),
        ({"options": PlayOptions(ink="red")}, "source.options.ink", "colour"),
        ({"options": PlayOptions(page=0)}, "source.options.page", "range"),
    ],
)
def test_what_is_wrong_is_named(
    hand: Hand, wrong: dict[str, object], key: str, reason: str
) -> None:
    with pytest.raises((Invalid, NotFound)) as caught:
        hand.decide(SourceAdd(source(**{"id": "new", **wrong})))
    assert place(caught.value) == (key, reason)


@pytest.mark.parametrize(
    ("medium", "main"),
    [
        (Medium.STREAM, "/srv/clips/a.mp4"),
        (Medium.STREAM, "C:\\clips\\a.mp4"),
        (Medium.STREAM, "udp://@239.0.0.1:1234"),
        (Medium.STREAM, "srt://10.0.0.2:9000?mode=caller"),
        (Medium.CAPTURE, "/dev/video0"),
        (Medium.CAPTURE, "v4l2:///dev/video0"),
        (Medium.WEB, "http://127.0.0.1:8000/board#/a"),
        (Medium.IMAGE, "https://h/logo.png"),
        (Medium.PDF, "资料/预案.pdf"),
        (Medium.TEXT, ""),
        (Medium.CLOCK, ""),
        (Medium.BARS, ""),
    ],
)
def test_addresses_that_fit(hand: Hand, medium: Medium, main: str) -> None:
    assert hand.decide(SourceAdd(source("new", medium=medium, main=main)))


@pytest.mark.parametrize("key", ["main", "sub"])
def test_a_password_in_an_address_is_refused_and_not_repeated(hand: Hand, key: str) -> None:
    with pytest.raises(Invalid) as caught:
        hand.decide(SourceUpdate("a", **{key: "rtsp://admin:geheim@h/1"}))
    assert caught.value.code == "password_in_address"
    assert place(caught.value) == (key, "password_in_address")
    assert "geheim" not in str(caught.value) + repr(caught.value.fields)


def test_update_changes_only_what_is_named(hand: Hand) -> None:
    before = hand.show.sources["a"]
    hand.do(SourceUpdate("a", name="新名", tags=("桥",)))
    assert hand.show.sources["a"] == replace(before, name="新名", tags=("桥",))
    assert hand.decide(SourceUpdate("a", name="新名")) == ()


def test_a_used_source_stays_and_the_users_are_named(hand: Hand) -> None:
    hand.do(SourceUpdate("b", backup="c"))
    for id, users in {
        "a": "tile t1 (big)",
        "c": "scene s1 (防汛), source b (机位 b)",
        "d": "program small",
    }.items():
        with pytest.raises(NotAllowed) as caught:
            hand.decide(SourceRemove(id))
        assert caught.value.fields["reason"] == "in_use"
        assert caught.value.fields["users"] == users
    hand.do(TileRemove("t1"))
    hand.do(SourceRemove("a"))
    assert "a" not in hand.show.sources


def test_import_adds_and_replaces_in_one_step(hand: Hand) -> None:
    hand.do(SourceUpdate("a", secret="sealed-a"))
    hand.do(SourceUpdate("b", secret="sealed-b"))
    hand.do(
        SourceImport(
            (
                source("a", name="甲"),
                source("b", main="rtsp://admin@10.9.9.9/b"),
                source("", name="无号"),
                source("e", backup="g"),
                source("g"),
            )
        )
    )
    sources = hand.show.sources
    assert sources["a"].name == "甲"
    assert sources["a"].secret == "sealed-a"  # the same device keeps its password
    assert sources["b"].secret == ""  # another one is not told it
    assert sources["e"].backup == "g"
    assert sum(s.name == "无号" for s in sources.values()) == 1


@pytest.mark.parametrize(
    ("sources", "key"),
    [
        ((source("x"), source("x")), "sources[1].id"),
        ((source("x"), source("y", name="")), "sources[1].name"),
        ((source("x", backup="nowhere"),), "sources[0].backup"),
        ((source("", backup="nowhere"),), "sources[0].backup"),
        ((source("x", main="rtsp://u:p@h/1"),), "sources[0].main"),
    ],
)
def test_a_wrong_import_changes_nothing(hand: Hand, sources: tuple[Source, ...], key: str) -> None:
    with pytest.raises(Refused) as caught:
        hand.decide(SourceImport(sources))
    assert caught.value.fields["key"] == key


@pytest.mark.parametrize("command", [SourceUpdate("none", name="x"), SourceRemove("none")])
def test_unknown(hand: Hand, command: SourceUpdate | SourceRemove) -> None:
    with pytest.raises(NotFound) as caught:
        hand.decide(command)
    assert place(caught.value) == ("id", "unknown")
