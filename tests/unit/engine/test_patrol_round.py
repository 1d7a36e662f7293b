"""One patrol, step by step, with what is observed in the test's hand."""

from __future__ import annotations

from collections import defaultdict

import pytest

from wallctl.domain.entities import Patrol, Tile
from wallctl.domain.geometry import Rect
from wallctl.engine.patrol_round import AHEAD_S, LEAST_S, PATIENCE_S, RETRY_S, Round, Seen

DWELL = 20.0


class Sight:
    """What is seen of each source; nothing is known of those not named."""

    def __init__(self, **seen: Seen) -> None:
        self.seen: dict[str, Seen] = defaultdict(lambda: Seen.WAITING, seen)

    def __call__(self, source: str) -> Seen:
        return self.seen[source]


def a_round(*sources: str, dwell: float = DWELL, start: str = "a") -> Round:
    tile = Tile("t", "big", start, Rect(0, 0, 9, 9), patrol=Patrol(sources, dwell))
    return Round(tile, start, 0.0)


def run(one: Round, look: Sight, until: float, since: float = 0.0) -> list[tuple[float, str]]:
    """The turns that come to pass, looked for each half second."""
    turns, now = [], since
    while now <= until:
        before = one.source
        one.step(now, look)
        if one.source != before:
            turns.append((now, one.source))
        now += 0.5
    return turns


def test_each_in_turn_after_its_dwell() -> None:
    look = Sight(a=Seen.LIVE, b=Seen.LIVE, c=Seen.LIVE)
    assert run(a_round("a", "b", "c"), look, 61) == [(20, "b"), (40, "c"), (60, "a")]


def test_the_next_is_opened_a_little_before_its_turn() -> None:
    one, look = a_round("a", "b"), Sight(a=Seen.LIVE)
    run(one, look, DWELL - AHEAD_S - 0.5)
    assert one.next == ""
    one.step(DWELL - AHEAD_S, look)
    assert (one.next, one.source) == ("b", "a")


def test_it_stays_until_the_next_has_its_picture() -> None:
    one, look = a_round("a", "b"), Sight(a=Seen.LIVE)
    assert run(one, look, 22) == []
    look.seen["b"] = Seen.LIVE
    assert run(one, look, 22.5, 22.5) == [(22.5, "b")]
    assert one.due == 22.5 + DWELL  # each has its whole dwell


def test_one_without_a_picture_is_skipped_before_its_turn() -> None:
    one = a_round("a", "b", "c")
    look = Sight(a=Seen.LIVE, b=Seen.NONE, c=Seen.LIVE)
    assert run(one, look, 41) == [(20, "c"), (40, "a")]
    assert one.skipped == ("b",)
    look.seen["b"] = Seen.LIVE
    assert run(one, look, 61, 41) == [(60, "b")]
    assert one.skipped == ()


def test_one_that_never_answers_is_skipped_when_patience_ends() -> None:
    one = a_round("a", "b", "c")
    look = Sight(a=Seen.LIVE, c=Seen.LIVE)
    assert run(one, look, 40) == [(DWELL - AHEAD_S + PATIENCE_S, "c")]
    assert one.skipped == ("b",)


def test_its_own_picture_lost_the_next_does_not_wait() -> None:
    one, look = a_round("a", "b"), Sight(a=Seen.NONE, b=Seen.LIVE)
    assert run(one, look, 5) == [(LEAST_S, "b")]


def test_all_others_dead_it_stays_and_tries_again() -> None:
    one, look = a_round("a", "b", "c"), Sight(a=Seen.LIVE, b=Seen.NONE, c=Seen.NONE)
    assert run(one, look, 100) == []
    assert (one.skipped, one.dead) == (("b", "c"), False)
    look.seen["c"] = Seen.LIVE
    (turn,) = run(one, look, 100 + DWELL, 100)
    assert turn[1] == "c"


def test_all_dead_it_holds_the_last_and_says_so() -> None:
    one, look = a_round("a", "b", dwell=5), Sight(a=Seen.NONE, b=Seen.NONE)
    assert run(one, look, 30) == []
    assert (one.dead, one.source, one.skipped) == (True, "a", ("b",))
    look.seen["a"] = Seen.LIVE
    one.step(30.5, look)
    assert not one.dead
    one, look = a_round("a", "b", dwell=5), Sight(a=Seen.NONE, b=Seen.NONE)
    run(one, look, 30)
    look.seen["b"] = Seen.LIVE
    (turn,) = run(one, look, 30 + RETRY_S + 1, 30)
    assert turn[1] == "b" and not one.dead


def test_while_no_node_is_there_no_turn_is_lost() -> None:
    one, look = a_round("a", "b"), Sight(a=Seen.LIVE, b=Seen.LIVE)
    run(one, look, 15)
    assert one.next == "b"
    look.seen["a"] = Seen.BLIND
    assert run(one, look, 300, 15.5) == []
    assert (one.next, one.due) == ("", 0.0)
    look.seen["a"] = Seen.LIVE
    assert run(one, look, 330, 300.5) == [(320.5, "b")]


@pytest.mark.parametrize("dwell", [3.0, 5.0])
def test_a_short_dwell_opens_the_next_at_once(dwell: float) -> None:
    one, look = a_round("a", "b", dwell=dwell), Sight(a=Seen.LIVE, b=Seen.LIVE)
    one.step(0.0, look)
    assert one.next == "b"
    assert run(one, look, dwell + 0.5) == [(dwell, "b")]


def test_nothing_changes_without_a_reason() -> None:
    one, look = a_round("a", "b"), Sight(a=Seen.LIVE)
    assert not one.step(1.0, look)
    assert one.step(DWELL - 1, look)
    assert not one.step(DWELL - 0.5, look)
