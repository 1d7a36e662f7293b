"""Warnings before a take, and words for what came of it."""

from typing import Any

import pytest

from tests.unit.desk.fake_room import demo_entities, feed, node, slate
from ui.common.feeds import best_feeds
from ui.common.words import Words
from ui.desk.answers import Report, not_done, result_words, step_words
from ui.desk.checks import Check, checks
from wallctl.domain.commands import Answer, Result, Step
from wallctl.domain.entities import Output, Tile
from wallctl.domain.geometry import Rect
from wallctl.domain.observed import FeedFigures, Picture, Reason
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


def _found(show: Show, *feeds: FeedFigures, mpx_s: float = 400) -> list[Check]:
    return list(checks(show, "hall", best_feeds(feeds), [node(mpx_s=mpx_s)], []))


def test_a_page_whose_host_does_not_answer_is_told_apart() -> None:
    show = _show(_tile("a", "map"), _tile("b", "body-7", 1920))
    lost = {"picture": Picture.SLATE, "reason": Reason.UNREACHABLE}
    found = _found(show, feed("map", **lost), feed("body-7", **lost))
    assert [(c.code, c.tile) for c in found] == [("page_unreachable", "a"), ("slate", "b")]
    (live,) = checks(show, "hall", best_feeds([feed("map"), slate("body-7")]), [node()], [])
    assert live.code == "slate"


def test_covered_by_several_together() -> None:
    left, right = Rect(0, 0, 1000, 1080), Rect(900, 0, 1100, 1080)
    show = _show(
        _tile("a", "body-7"),
        Tile("b", "hall", "look-2", left, 1),
        Tile("c", "hall", "look-5", right, 2),
    )
    feeds = [feed(s) for s in ("body-7", "look-2", "look-5")]
    assert [(c.code, c.tile) for c in _found(show, *feeds)] == [("hidden", "a")]
    show = _show(_tile("a", "body-7"), Tile("b", "hall", "look-2", left, 1))
    assert _found(show, *feeds) == []


def test_off_the_wall_wholly_or_in_part() -> None:
    gap = [o for o in demo_entities() if not (isinstance(o, Output) and o.rect.x == 1920)]
    tiles = (_tile("a", "body-7", 1920), _tile("b", "look-2", 7000))
    feeds = [feed("body-7"), feed("look-2")]
    found = _found(build([*gap, *tiles]), *feeds)
    assert [(c.code, c.tile) for c in found] == [("off_wall", "a"), ("part_off", "b")]


def test_over_budget_leads_to_what_costs_most() -> None:
    show = _show(_tile("a", "body-7"), _tile("b", "body-9", 1920))
    (found,) = _found(show, feed("body-7", width=640), feed("body-9"), mpx_s=40)
    assert (found.code, found.tile) == ("budget", "b")


def test_each_warning_leads_somewhere() -> None:
    tiles = (_tile("a", "body-7"), _tile("b", "gone", 1920), _tile("c", "map", 3840))
    told = [
        *_found(_show(*tiles), feed("map", Picture.STALE), mpx_s=1),
        *checks(_show(*tiles), "hall", {}, [], ["hall-1"]),
    ]
    assert {"node_lost", "no_source", "stale"} <= {c.code for c in told}
    assert all(c.tile or c.place for c in told)


def test_a_lost_node_comes_first() -> None:
    show = _show(_tile("a", "body-7"))
    assert _codes(show, lost=["hall-1"], nodes=[]) == ["node_lost"]


def test_every_check_has_words() -> None:
    for code in ("node_lost", "no_source", "slate", "stale", "held", "not_opened", "opening"):
        assert WORDS.has(f"check.{code}")
    for code in ("budget", "hidden", "twice", "stale_age", "slate_age", "off_wall", "part_off"):
        assert WORDS.has(f"check.{code}")
    assert WORDS.has("check.page_unreachable")
    assert Check("stale").tile == ""


def test_done_says_how_many_tiles() -> None:
    steps = (Step("wall", "hall", "done"), Step("tile", "a", "live"), Step("tile", "b", "live"))
    report = Report(0, "", "wall.take", Answer(Result.DONE, 3, steps=steps), ms=61.4)
    assert result_words(report, WORDS) == "已确认 2/2 · 61 ms"


def test_an_undo_says_what_it_took_back() -> None:
    answer = Answer(Result.DONE, 3, fields=(("taken", "source.add"),))
    assert (
        result_words(Report(0, "", "undo", answer, ms=4.0), WORDS) == "已确认 · 添加信号源 · 4 ms"
    )


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
