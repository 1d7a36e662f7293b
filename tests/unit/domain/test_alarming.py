"""The life of an alarm: delays, chatter, latches, causes, marks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from wallctl.domain.alarm_state import Standing, calls_for, folded, standing_of
from wallctl.domain.alarm_troubles import Trouble
from wallctl.domain.alarming import (
    QUIET_S,
    RECALLED_S,
    Row,
    advance,
    due,
    event_of,
    forgettable,
    recalled,
    shown,
)
from wallctl.domain.alarms import Alarm, AlarmEvent, AlarmMark, Happened, Priority

NODE = Trouble("node_lost", "n1")  # on 1.5 s, off 1 s
TILE = Trouble("tile_dark", "big/t1", "node_lost:n1")
FULL = Trouble("journal_full")  # on 0, off 2 s
EMERGENCY = Trouble("emergency_sign_in")  # latched
START = 1_000_000.0


@dataclass
class Life:
    """Alarms that live through seconds a test lets pass, looked at four times a second."""

    now: float = START
    rows: dict[str, Row] = field(default_factory=dict)
    marks: dict[str, AlarmMark] = field(default_factory=dict)
    events: list[AlarmEvent] = field(default_factory=list)

    def see(self, *found: Trouble, for_s: float = 0.0) -> Life:
        for _ in range(max(1, round(for_s * 4))):
            self.rows, events = advance(self.rows, found, self.marks, self.now)
            self.events += events
            self.now += 0.25
        return self

    @property
    def alarms(self) -> tuple[Alarm, ...]:
        return shown(self.rows, self.marks)

    @property
    def keys(self) -> list[str]:
        return [a.key for a in self.alarms]

    def ack(self, key: str) -> None:
        alarm = next(a for a in self.alarms if a.key == key)
        self.marks[key] = AlarmMark(key, acked_raise=alarm.raised_at)

    @property
    def calling(self) -> list[str]:
        return [a.key for a in self.alarms if calls_for(a, self.marks.get(a.key), self.now)]


def said(events: Iterable[AlarmEvent]) -> list[str]:
    return [f"{e.what.value} {e.key}" for e in events]


def test_a_blip_raises_nothing() -> None:
    life = Life().see(NODE, for_s=1.0).see(for_s=10)
    assert life.alarms == ()
    assert life.events == []
    assert life.rows == {}


def test_what_lasts_is_raised_once_and_cleared_once() -> None:
    life = Life().see(NODE, for_s=5)
    [alarm] = life.alarms
    assert (alarm.priority, alarm.raised_at, alarm.count) == (Priority.CRITICAL, START + 1.5, 1)
    life.see(for_s=5)
    assert life.alarms == ()
    assert said(life.events) == ["raised node_lost:n1", "cleared node_lost:n1"]


def test_a_short_gap_does_not_clear() -> None:
    life = Life().see(NODE, for_s=5).see(for_s=0.75).see(NODE, for_s=5)
    assert said(life.events) == ["raised node_lost:n1"]


def test_a_trouble_may_ask_for_more_patience() -> None:
    patient = Trouble("node_lost", "n1", after_s=12)
    assert Life().see(patient, for_s=11).alarms == ()
    assert Life().see(patient, for_s=13).keys == ["node_lost:n1"]


def test_what_is_explained_comes_folded_and_after_its_cause() -> None:
    life = Life().see(TILE, NODE, for_s=1.25)
    assert life.alarms == ()
    life.see(TILE, NODE, for_s=2)
    assert said(life.events) == ["raised node_lost:n1", "raised tile_dark:big/t1"]
    [root] = folded(life.alarms, {}, life.now)
    assert root.alarm.key == "node_lost:n1"
    assert [c.key for c in root.children] == ["tile_dark:big/t1"]
    assert life.calling == ["node_lost:n1"]


def test_what_its_cause_leaves_behind_stands_alone_and_calls() -> None:
    life = Life().see(TILE, NODE, for_s=4)
    life.ack("node_lost:n1")
    life.see(Trouble("tile_dark", "big/t1"), for_s=4)
    assert life.keys == ["tile_dark:big/t1"]
    assert life.alarms[0].cause == ""
    assert life.calling == ["tile_dark:big/t1"]


def test_an_acknowledged_alarm_is_silent_until_it_is_raised_anew() -> None:
    life = Life().see(FULL)
    assert life.calling == ["journal_full:"]
    life.ack("journal_full:")
    life.see(FULL, for_s=600)
    assert life.calling == []
    assert life.keys == ["journal_full:"]
    life.see(for_s=QUIET_S + 5).see(FULL)
    assert life.calling == ["journal_full:"]


def test_a_chattering_alarm_is_one_row_with_its_count_until_quiet() -> None:
    life = Life()
    for _ in range(6):
        life.see(FULL, for_s=2).see(for_s=4)
    [alarm] = life.alarms
    assert alarm.chattering
    assert alarm.count == 6
    assert alarm.cleared_at
    life.see(for_s=QUIET_S - 10)
    assert life.keys == ["journal_full:"]
    life.see(for_s=15)
    assert life.alarms == ()


def test_three_raises_in_a_minute_are_not_chatter_yet() -> None:
    life = Life()
    for _ in range(3):
        life.see(FULL, for_s=2).see(for_s=4)
    assert life.alarms == ()
    life.see(FULL)
    assert life.alarms[0].chattering
    assert life.alarms[0].count == 4


def test_an_acknowledged_chatter_does_not_call_at_every_raise() -> None:
    life = Life()
    for _ in range(5):
        life.see(FULL, for_s=2).see(for_s=4)
    life.ack("journal_full:")
    for _ in range(5):
        life.see(FULL, for_s=2)
        assert life.calling == []
        life.see(for_s=4)
    assert life.alarms[0].count == 10


def test_a_chatter_that_settles_down_stands_as_one() -> None:
    life = Life()
    for _ in range(5):
        life.see(FULL, for_s=2).see(for_s=4)
    life.see(FULL, for_s=QUIET_S + 5)
    [alarm] = life.alarms
    assert not alarm.chattering
    assert not alarm.cleared_at


def test_a_latched_alarm_leaves_by_reset_alone() -> None:
    life = Life().see(EMERGENCY, for_s=3).see(for_s=4 * QUIET_S)
    [alarm] = life.alarms
    assert alarm.cleared_at
    life.ack(alarm.key)
    life.see(for_s=1)
    assert standing_of(alarm, life.marks[alarm.key], life.now) is Standing.OVER
    life.marks[alarm.key] = AlarmMark(alarm.key, reset_raise=alarm.raised_at)
    life.see(for_s=1)
    assert life.alarms == ()


def test_a_reset_says_nothing_of_the_next_raise() -> None:
    life = Life().see(EMERGENCY, for_s=3).see(for_s=1)
    [alarm] = life.alarms
    life.marks[alarm.key] = AlarmMark(
        alarm.key, acked_raise=alarm.raised_at, reset_raise=alarm.raised_at
    )
    life.see(for_s=1).see(EMERGENCY, for_s=1)
    assert life.calling == [alarm.key]
    life.see(for_s=1)
    assert life.keys == [alarm.key]


def test_what_is_shelved_is_silent_and_comes_back_by_itself() -> None:
    life = Life().see(FULL)
    life.marks["journal_full:"] = AlarmMark("journal_full:", shelved_until=life.now + 60)
    assert life.calling == []
    assert folded(life.alarms, life.marks, life.now)[0].standing is Standing.SHELVED
    life.see(FULL, for_s=61)
    assert life.calling == ["journal_full:"]


def test_a_restart_keeps_the_raise_that_was_acknowledged() -> None:
    life = Life().see(NODE, for_s=3)
    life.ack("node_lost:n1")
    raised = life.alarms[0].raised_at
    again = Life(life.now + 30, marks=life.marks)
    again.rows = recalled([event_of(life.alarms[0], Happened.RAISED, raised)], again.now)
    again.see(for_s=10).see(NODE, for_s=30)
    assert again.alarms[0].raised_at == raised
    assert again.calling == []
    assert again.events == []


def test_what_is_over_after_a_restart_is_cleared() -> None:
    raised = AlarmEvent(
        START, Happened.RAISED, "budget:n1", "budget", "n1", Priority.WARNING, START
    )
    life = Life(START + 50)
    life.rows = recalled([raised], life.now)
    life.see(for_s=RECALLED_S - 1)
    assert life.keys == ["budget:n1"]
    life.see(for_s=2)
    assert said(life.events) == ["cleared budget:n1"]


def test_a_latched_one_that_is_over_waits_for_its_reset_after_a_restart_too() -> None:
    life = Life().see(EMERGENCY).see(for_s=1)
    again = Life(life.now + 500)
    again.rows = recalled(life.events[-1:], again.now)
    assert again.see(for_s=60).keys == ["emergency_sign_in:"]
    assert again.events == []


def test_a_clock_set_back_holds_nothing_up() -> None:
    life = Life().see(NODE, for_s=1)
    life.now -= 3600
    assert life.see(NODE, for_s=2.5).keys == ["node_lost:n1"]
    life.now -= 3600
    life.see(for_s=2.5)
    assert life.alarms == ()


def test_it_says_when_to_look_again() -> None:
    life = Life().see(NODE)
    assert due(life.rows, START) == 1.5
    life.see(NODE, for_s=3)
    assert due(life.rows, life.now) is None
    life.see()
    wait = due(life.rows, life.now)
    assert wait is not None
    assert 0 < wait <= 1.0


def test_marks_are_forgotten_with_their_alarm_unless_shelved() -> None:
    marks = {
        "a:": AlarmMark("a:", acked_raise=5),
        "b:": AlarmMark("b:", shelved_until=START + 60),
        "journal_full:": AlarmMark("journal_full:", acked_raise=5),
    }
    life = Life().see(FULL)
    assert forgettable(marks, life.rows, START) == ("a:",)
    assert forgettable(marks, life.rows, START + 61) == ("a:", "b:")


def test_the_gravest_and_the_unanswered_come_first() -> None:
    life = Life().see(Trouble("outcomes_unwritten"), Trouble("backup_failed"), FULL)
    life.ack("journal_full:")
    order = [f.alarm.code for f in folded(life.alarms, life.marks, life.now)]
    assert order == ["backup_failed", "outcomes_unwritten", "journal_full"]
    assert life.calling == ["backup_failed:"]


def test_a_call_for_the_duty_officer_calls_every_time() -> None:
    call = Trouble("duty_call", "大厅面板")
    life = Life()
    for _ in range(8):
        life.see(call)
        assert life.calling == [call.key]
        life.ack(call.key)
        life.see(for_s=1)
        assert life.alarms == ()
