"""EEMUA 191 over a history."""

from __future__ import annotations

import pytest

from wallctl.domain.alarm_figures import figures
from wallctl.domain.alarms import AlarmEvent, Happened, Priority

NOW = 1_000_000.0
SINCE = NOW - 3600


def line(
    at: float,
    what: Happened = Happened.RAISED,
    code: str = "no_picture",
    target: str = "cam1",
    *,
    raised_at: float = 0.0,
    cause: str = "",
    priority: Priority = Priority.WARNING,
) -> AlarmEvent:
    key = f"{code}:{target}"
    raised = raised_at or at
    return AlarmEvent(at, what, key, code, target, priority, raised, cause=cause)


def test_an_empty_history_is_quiet() -> None:
    found = figures((), (), SINCE, NOW)
    assert (found.raised, found.per_hour, found.peak_10_min, found.ack_median_s) == (0, 0, 0, 0)
    assert [share for _, _, share in found.by_priority] == [0, 0, 0]


def test_rates_and_the_peak_of_any_ten_minutes() -> None:
    times = [SINCE + 10, SINCE + 590, SINCE + 595, SINCE + 605, SINCE + 3000, SINCE + 3300]
    found = figures([line(at) for at in reversed(times)], (), SINCE, NOW)
    assert (found.raised, found.per_hour, found.per_10_min) == (6, 6.0, 1.0)
    assert (found.peak_10_min, found.peak_at) == (4, SINCE + 10)


def test_a_flood_is_more_than_ten_in_ten_minutes() -> None:
    ten = [line(SINCE + n * 50) for n in range(10)]
    assert figures(ten, (), SINCE, NOW).floods == 0
    assert figures([*ten, line(SINCE + 550)], (), SINCE, NOW).floods == 1


def test_what_was_folded_under_its_cause_called_nobody() -> None:
    lines = [
        line(SINCE + 1, code="node_lost", target="n1", priority=Priority.CRITICAL),
        *(line(SINCE + 2, target=f"cam{n}", cause="node_lost:n1") for n in range(20)),
    ]
    found = figures(lines, (), SINCE, NOW)
    assert found.raised == 1
    assert found.by_priority[0] == (Priority.CRITICAL, 1, 1.0)


def test_the_most_frequent_come_first_and_are_ten() -> None:
    lines = [line(SINCE + 60 * n + k, target=f"cam{n}") for n in range(12) for k in range(12 - n)]
    top = figures(lines, (), SINCE, NOW).top
    assert [o.target for o in top] == [f"cam{n}" for n in range(10)]
    assert top[0].count == 12
    assert top[0].share == pytest.approx(12 / 78)


def test_chatter_is_more_than_three_in_a_minute() -> None:
    slow = [line(SINCE + 25 * n, target="slow") for n in range(12)]
    fast = [line(SINCE + 100 + 15 * n, target="fast") for n in range(4)]
    assert [o.target for o in figures([*slow, *fast], (), SINCE, NOW).chattering] == ["fast"]


def test_how_long_an_answer_takes() -> None:
    lines = [line(SINCE + 100 * n, target=f"cam{n}") for n in range(1, 12)]
    lines += [
        line(SINCE + 100 * n + n, Happened.ACKED, target=f"cam{n}", raised_at=SINCE + 100 * n)
        for n in range(1, 11)
    ]
    found = figures(lines, (), SINCE, NOW)
    assert (found.acked, found.ack_median_s, found.ack_p90_s) == (10, 6.0, 10.0)


def test_what_stands_for_more_than_a_day() -> None:
    standing = [line(NOW - 90_000, target="old"), line(NOW - 80_000, target="new")]
    assert [e.target for e in figures((), standing, SINCE, NOW).standing_long] == ["old"]
