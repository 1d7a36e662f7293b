from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest

from wallctl.domain.commands import Result, Step
from wallctl.domain.entities import Output, Program, Room, Tile, Wall
from wallctl.domain.geometry import Rect, Size
from wallctl.domain.observed import Picture, Reason, TileReport, WallReport
from wallctl.domain.show import Show, apply, build, change
from wallctl.engine.observation import Observation
from wallctl.engine.verdict import Verdict, expected, judge, merged

LEFT = Tile("left", "w", "a", Rect(0, 0, 900, 1080), 0)
RIGHT = Tile("right", "w", "b", Rect(1920, 0, 900, 1080), 1)
ACROSS = Tile("across", "w", "c", Rect(1000, 0, 1800, 1080), 2)


def room(*, safe: bool = False, serial: int = 7) -> Show:
    return build(
        [
            Room("r", "r"),
            Wall("w", "r", "w", Size(3840, 1080), safe=safe),
            Output("o1", "w", "n1", Rect(0, 0, 960, 1080), "A"),
            Output("o2", "w", "n1", Rect(960, 0, 960, 1080), "B"),
            Output("o3", "w", "n2", Rect(1920, 0, 1920, 1080), "A"),
            Program("w", (LEFT, RIGHT, ACROSS), serial=serial),
        ]
    )


def report(
    *tiles: str, serial: int = 7, outputs: int = 2, mapped: int = 2, missing: tuple[str, ...] = ()
) -> WallReport:
    """`tile` or `tile:picture` or `tile:picture:reason`."""
    said = []
    for one in tiles:
        name, picture, reason = (*one.split(":"), "", "")[:3]
        said.append(
            TileReport(name, "x", Picture(picture or "live"), Reason(reason), "main", ms=20.0)
        )
    return WallReport("w", serial, 0.0, outputs, mapped, 0.5, tuple(said), missing)


def seen(
    n1: WallReport | None = None, n2: WallReport | None = None, lost: frozenset[str] = frozenset()
) -> Observation:
    walls = {("w", node): one for node, one in (("n1", n1), ("n2", n2)) if one is not None}
    return Observation(walls=MappingProxyType(walls), lost_nodes=lost)


def judged(observed: Observation, *, safe: bool = False) -> Verdict:
    show = room(safe=safe)
    return judge(show, observed, expected(show, "w"))


def bad(verdict: Verdict) -> set[tuple[str, str, str, str]]:
    return {
        (s.what, s.target, s.state, s.reason)
        for s in verdict.steps
        if s.state not in ("done", "live", "safe")
    }


N1 = report("left", "across")
N2 = report("right", "across", outputs=1, mapped=1)


def test_done() -> None:
    verdict = judged(seen(N1, N2))
    assert (verdict.result, verdict.code, verdict.settled) == (Result.DONE, "", True)
    assert Step("tile", "across", "live", "", 20.0) in verdict.steps


def test_nothing_yet() -> None:
    verdict = judged(seen())
    assert (verdict.result, verdict.code, verdict.settled) == (Result.FAILED, "not_shown", False)
    old = replace(N1, serial=6), replace(N2, serial=6)
    assert judged(seen(*old)) == verdict


def test_one_node_shows_it_and_one_does_not() -> None:
    verdict = judged(seen(N1))
    assert (verdict.result, verdict.code, verdict.settled) == (
        Result.PART,
        "not_all_shown",
        False,
    )
    assert bad(verdict) == {("output", "o3", "failed", "not_shown")}


def test_a_node_that_is_not_on_line_is_not_waited_for() -> None:
    verdict = judged(seen(N1, lost=frozenset({"n2"})))
    assert (verdict.result, verdict.settled) == (Result.PART, True)
    assert bad(verdict) == {("output", "o3", "failed", "node_offline")}
    verdict = judged(seen(lost=frozenset({"n1", "n2"})))
    assert (verdict.result, verdict.code, verdict.settled) == (
        Result.FAILED,
        "node_offline",
        True,
    )


@pytest.mark.parametrize(
    ("n1", "steps", "settled"),
    [
        (
            replace(N1, mapped=1, outputs=1, missing_screens=("B",)),
            {("output", "o2", "failed", "screen_missing")},
            True,
        ),
        (replace(N1, mapped=1), {("node", "n1", "part", "not_mapped")}, False),
        (replace(N1, outputs=1, mapped=1), {("node", "n1", "part", "not_painted")}, False),
    ],
)
def test_outputs_that_lack(
    n1: WallReport, steps: set[tuple[str, str, str, str]], settled: bool
) -> None:
    verdict = judged(seen(n1, N2))
    assert (verdict.result, verdict.code) == (Result.PART, "not_all_shown")
    assert bad(verdict) == steps
    assert verdict.settled is settled


@pytest.mark.parametrize(
    ("said", "step", "settled"),
    [
        ("across:opening", ("tile", "across", "opening", ""), False),
        ("across:stale:silent", ("tile", "across", "stale", "silent"), False),
        ("across:slate:auth", ("tile", "across", "slate", "auth"), True),
        ("across:slate", ("tile", "across", "slate", "unknown"), True),
        ("across:safe", ("tile", "across", "safe", ""), False),
    ],
)
def test_tiles_that_are_not_live(said: str, step: tuple[str, str, str, str], settled: bool) -> None:
    verdict = judged(seen(N1, report("right", said, outputs=1, mapped=1)))
    assert (verdict.result, verdict.code) == (Result.PART, "not_all_live")
    assert verdict.settled is settled
    assert step in {(s.what, s.target, s.state, s.reason) for s in verdict.steps}


def test_a_tile_that_nobody_reports() -> None:
    verdict = judged(seen(report("across"), N2))
    assert bad(verdict) == {("tile", "left", "missing", "not_reported")}


def test_under_the_safe_picture_all_must_be_covered() -> None:
    covered = (
        report("left:safe", "across:safe"),
        report("right:safe", "across:safe", outputs=1, mapped=1),
    )
    assert judged(seen(*covered), safe=True).result is Result.DONE
    verdict = judged(seen(covered[0], N2), safe=True)
    assert verdict.result is Result.PART
    assert {(s.target, s.state, s.reason) for s in verdict.steps if s.what == "tile"} == {
        ("left", "safe", ""),
        ("right", "live", "not_covered"),
        ("across", "live", "not_covered"),
    }


def test_overtaken() -> None:
    old = expected(room(serial=7), "w")
    verdict = judge(room(serial=8), seen(N1, N2), old)
    assert (verdict.result, verdict.code, verdict.settled) == (Result.PART, "superseded", True)


def test_a_wall_without_outputs() -> None:
    show = build([Room("r", "r"), Wall("w", "r", "w", Size(800, 600))])
    verdict = judge(show, seen(), expected(show, "w"))
    assert (verdict.result, verdict.code, verdict.settled) == (Result.FAILED, "no_outputs", True)


def test_several_walls() -> None:
    done, failed = Verdict(Result.DONE, "", (), True), Verdict(Result.FAILED, "x", (), True)
    assert merged([done, done]) == (Result.DONE, "")
    assert merged([failed, failed]) == (Result.FAILED, "x")
    assert merged([done, failed]) == (Result.PART, "x")


def test_under_the_test_card_too() -> None:
    show = room()
    wall = replace(show.walls["w"], testcard=True)
    show = apply(show, [change(show.walls["w"], wall)])
    assert expected(show, "w").safe
    covered = (
        report("left:safe", "across:safe"),
        report("right:safe", "across:safe", outputs=1, mapped=1),
    )
    assert judge(show, seen(*covered), expected(show, "w")).result is Result.DONE
    live = (report("left", "across"), report("right", "across", outputs=1, mapped=1))
    assert judge(show, seen(*live), expected(show, "w")).result is Result.PART
