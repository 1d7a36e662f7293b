"""Warnings before a take, and words for what came of it."""

from typing import Any

import pytest

from tests.unit.desk.fake_room import demo_entities, feed, node, slate
from ui.common.feeds import best_feeds
from ui.common.words import Words
from ui.desk.answers import Report, not_done, result_words, step_words
from ui.desk.checks import Check, checks
from wallctl.domain.commands import Answer, Result, Step
from wallctl.domain.entities import Tile
from wallctl.domain.geometry import Rect
from wallctl.domain.observed import FeedFigures, Picture
from wallctl.domain.show import Show, apply, build, change

WORDS = Words("common", "desk")


def _show(*tiles: Tile) -> Show:
    return build([*demo_entities(), *tiles])


def _tile(id: str, source: str, x: int = 0, z: int = 0) -> Tile:
    return Tile(id, "hall", source, Rect(x, 0, 1920, 1080), z)


def _codes(show: Show, *feeds: FeedFigures, **more: Any) -> list[str]:
    found = checks(
        show, "hall", best_feeds(feeds), more.get("nodes", [node()]), more.get("lost", [])
    )
    return [one.code for one in found]


def test_all_clear() -> None:
    assert _codes(_show(_tile("a", "body-7")), feed("body-7")) == []


@pytest.mark.parametrize(
    ("picture", "code"),
    [
        (Picture.STALE, "stale"),
        (Picture.HELD, "held"),
        (Picture.OPENING, "opening"),
        (Picture.SLATE, "slate"),
    ],
)
def test_picture_states(picture: Picture, code: str) -> None:
    assert _codes(_show(_tile("a", "body-7")), feed("body-7", picture)) == [code]


def test_never_opened() -> None:
    assert _codes(_show(_tile("a", "body-7"))) == ["not_opened"]


def test_the_better_stream_counts() -> None:
    assert _codes(_show(_tile("a", "seat-1")), slate("seat-1"), feed("seat-1")) == []


def test_over_the_decoder_budget() -> None:
    show = _show(_tile("a", "body-7"), _tile("b", "body-9", 1920))
    assert _codes(show, feed("body-7"), feed("body-9"), nodes=[node(mpx_s=80)]) == ["budget"]


def test_pages_cost_no_decoder() -> None:
    show = _show(_tile("a", "map"), _tile("b", "river", 1920))
    assert _codes(show, feed("map"), feed("river"), nodes=[node(mpx_s=80)]) == []


def test_twice_and_hidden() -> None:
    show = _show(_tile("a", "body-7"), _tile("b", "body-7", z=1))
    assert _codes(show, feed("body-7")) == ["hidden", "twice"]


def test_a_lost_node_comes_first() -> None:
    show = _show(_tile("a", "body-7"))
    assert _codes(show, lost=["hall-1"], nodes=[]) == ["node_lost"]


def test_every_check_has_words() -> None:
    for code in ("node_lost", "no_source", "slate", "stale", "held", "not_opened", "opening"):
        assert WORDS.has(f"check.{code}")
    for code in ("budget", "hidden", "twice", "stale_age", "slate_age"):
        assert WORDS.has(f"check.{code}")
    assert Check("stale").tile == ""


def test_done_says_how_many_tiles() -> None:
    steps = (Step("wall", "hall", "done"), Step("tile", "a", "live"), Step("tile", "b", "live"))
    report = Report(0, "", "wall.take", Answer(Result.DONE, 3, steps=steps), ms=61.4)
    assert result_words(report, WORDS) == "已确认 2/2 · 61 ms"


def test_part_names_the_tile_and_the_reason() -> None:
    show = _show()
    tile = _tile("a", "ball-3")
    steps = (
        Step("wall", "hall", "part", "not_all_live"),
        Step("tile", "a", "slate", "refused"),
        Step("tile", "b", "live"),
    )
    answer = Answer(Result.PART, 3, "not_all_live", steps=steps)
    assert result_words(Report(0, "", "wall.take", answer), WORDS) == (
        "部分完成 1/2 · 有窗口不是活动画面"
    )
    (bad,) = not_done(answer)
    assert step_words(bad, show, WORDS, {"a": tile}) == ("布控球 03 · 箬阳", "设备拒绝连接")


def test_failed_names_the_output() -> None:
    step = Step("output", "o3", "failed", "node_offline")
    assert step_words(step, _show(), WORDS, {}) == ("输出 o3", "渲染节点失联")


def test_refusal_says_whose_change_it_was() -> None:
    fields = (("reason", "would_trample"), ("by", "张工"), ("at", "0"))
    answer = Answer(Result.REFUSED, 3, "would_trample", fields=fields)
    said = result_words(Report(0, "", "undo", answer), WORDS)
    assert "会覆盖他人的改动" in said
    assert "张工" in said


def test_an_unknown_code_is_shown_as_it_is() -> None:
    answer = Answer(Result.FAILED, 3, "brand_new")
    assert "brand_new" in result_words(Report(0, "", "wall.take", answer), WORDS)


def test_a_lost_node_is_told_once_and_not_for_each_source() -> None:
    show = build(demo_entities())
    scene = show.scenes["s3"]
    show = apply(show, [change(None, t) for layout in scene.layouts for t in layout.tiles])
    told = checks(show, "hall", {}, (), ("hall-1",))
    assert [c.code for c in told if c.code != "twice"] == ["node_lost"]
    assert any(c.code == "not_opened" for c in checks(show, "hall", {}, (), ()))
