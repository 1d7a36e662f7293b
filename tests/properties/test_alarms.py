"""Whatever happens, each alarm is one row, and nobody is called twice for one raise."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wallctl.domain.alarm_state import calls_for, folded
from wallctl.domain.alarm_troubles import Trouble
from wallctl.domain.alarming import Row, advance, due, shown
from wallctl.domain.alarms import AlarmEvent, AlarmMark, Happened

NODE = Trouble("node_lost", "n1")
KNOWN = (
    NODE,
    Trouble("tile_dark", "big/t1", NODE.key),
    Trouble("tile_dark", "big/t1"),
    Trouble("journal_full"),
    Trouble("emergency_sign_in"),
    Trouble("no_picture", "cam"),
)
KEYS = sorted({one.key for one in KNOWN})

moments = st.lists(
    st.tuples(
        st.sets(st.integers(0, len(KNOWN) - 1)),
        st.sampled_from([0.25, 1.0, 3.0, 20.0, 130.0]),
        st.one_of(
            st.none(),
            st.tuples(st.sampled_from(["ack", "shelve", "reset"]), st.sampled_from(KEYS)),
        ),
    ),
    max_size=40,
)


def marked(
    marks: dict[str, AlarmMark], rows: dict[str, Row], act: str, key: str, now: float
) -> None:
    alarm = next((a for a in shown(rows, marks) if a.key == key), None)
    if alarm is None:
        return
    if act == "ack":
        marks[key] = AlarmMark(key, acked_raise=alarm.raised_at)
    elif act == "shelve":
        marks[key] = AlarmMark(key, shelved_until=now + 60)
    elif alarm.cleared_at:
        marks[key] = AlarmMark(key, reset_raise=alarm.raised_at)


@given(moments)
def test_the_list_holds_together(steps: list) -> None:
    rows: dict[str, Row] = {}
    marks: dict[str, AlarmMark] = {}
    now = 1_000.0
    happened: list[AlarmEvent] = []
    for troubles, wait, act in steps:
        found = {KNOWN[n].key: KNOWN[n] for n in sorted(troubles)}
        rows, events = advance(rows, found.values(), marks, now)
        happened += events
        alarms = shown(rows, marks)
        keys = [a.key for a in alarms]
        assert len(keys) == len(set(keys))
        assert all(a.cause == "" or a.cause in keys for a in alarms)
        assert all(a.raised_at <= now and a.count >= 1 for a in alarms)
        folds = folded(alarms, marks, now)
        inside = [f.alarm.key for f in folds] + [c.key for f in folds for c in f.children]
        assert sorted(inside) == sorted(keys)
        for alarm in alarms:
            mark = marks.get(alarm.key)
            if mark is not None and (
                mark.acked_raise >= alarm.raised_at or mark.shelved_until > now
            ):
                assert not calls_for(alarm, mark, now)
        if act is not None:
            marked(marks, rows, *act, now)
        now += wait
    for key in KEYS:
        turns = [e.what for e in happened if e.key == key]
        assert turns == [(Happened.RAISED, Happened.CLEARED)[n % 2] for n in range(len(turns))]


@given(moments)
def test_left_alone_everything_comes_to_rest(steps: list) -> None:
    rows: dict[str, Row] = {}
    now = 1_000.0
    for troubles, wait, _ in steps:
        found = {KNOWN[n].key: KNOWN[n] for n in sorted(troubles)}
        rows, _ = advance(rows, found.values(), {}, now)
        now += wait
    rows, _ = advance(rows, (), {}, now)
    for _ in range(200):
        wait = due(rows, now)
        if wait is None:
            break
        now += max(wait, 0.01)
        rows, _ = advance(rows, (), {}, now)
    assert all(a.code == "emergency_sign_in" for a in shown(rows, {}))
    assert set(rows) <= {"emergency_sign_in:"}


@given(st.floats(61, 4000), st.floats(0, 60))
def test_what_was_shelved_returns(stays: float, shelf: float) -> None:
    trouble = Trouble("journal_full")
    rows, _ = advance({}, [trouble], {}, 1_000.0)
    mark = AlarmMark(trouble.key, shelved_until=1_000.0 + shelf)
    rows, _ = advance(rows, [trouble], {trouble.key: mark}, 1_000.0 + stays)
    [alarm] = shown(rows, {trouble.key: mark})
    assert calls_for(alarm, mark, 1_000.0 + stays)
