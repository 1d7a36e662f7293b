"""Marks beside alarms: acknowledged, shelved, reset; who, when and why."""

from __future__ import annotations

import math

import pytest

from wallctl.domain.alarms import AlarmMark
from wallctl.domain.commands import (
    AlarmAck,
    AlarmForget,
    AlarmReset,
    AlarmShelve,
    AlarmUnshelve,
    Command,
    Envelope,
)
from wallctl.domain.decide import decide
from wallctl.domain.deciding.alarms import SHELF_MOST_S
from wallctl.domain.errors import Invalid, NotAllowed
from wallctl.domain.show import Show, apply

AT = 1_000_000.0
KEY = "node_lost:n1"


def done(show: Show, command: Command, by: str = "wang", at: float = AT) -> Show:
    return apply(show, decide(show, command, Envelope("c", by, at)))


def mark(show: Show) -> AlarmMark | None:
    return show.get(AlarmMark, KEY)


def test_an_acknowledgement_says_who_when_and_of_which_raise() -> None:
    assert mark(done(Show(), AlarmAck(KEY, 500.0))) == AlarmMark(KEY, 500.0, "wang", AT)


def test_the_same_raise_is_acknowledged_once() -> None:
    show = done(Show(), AlarmAck(KEY, 500.0))
    assert decide(show, AlarmAck(KEY, 500.0), Envelope("c", "li", AT + 1)) == ()
    assert decide(show, AlarmAck(KEY, 400.0), Envelope("c", "li", AT + 1)) == ()
    again = mark(done(show, AlarmAck(KEY, 600.0), by="li"))
    assert again is not None
    assert again.acked_by == "li"


def test_a_shelf_has_an_end_a_reason_and_a_name() -> None:
    show = done(Show(), AlarmAck(KEY, 500.0))
    shelved = mark(done(show, AlarmShelve(KEY, 3600, " 检修 "), by="li"))
    assert shelved == AlarmMark(
        KEY, shelved_until=AT + 3600, shelved_by="li", shelved_at=AT, reason="检修"
    )


@pytest.mark.parametrize("seconds", [0, 59, -1, SHELF_MOST_S + 1, math.nan, math.inf])
def test_a_shelf_is_at_most_a_shift(seconds: float) -> None:
    with pytest.raises(Invalid) as wrong:
        done(Show(), AlarmShelve(KEY, seconds, "检修"))
    assert wrong.value.fields["key"] == "seconds"


@pytest.mark.parametrize("reason", ["", "   ", "a\nb", "长" * 300])
def test_a_shelf_needs_a_reason(reason: str) -> None:
    with pytest.raises(Invalid) as wrong:
        done(Show(), AlarmShelve(KEY, 600, reason))
    assert wrong.value.fields["key"] == "reason"


def test_taken_off_the_shelf() -> None:
    show = done(Show(), AlarmShelve(KEY, 600, "检修"))
    assert mark(done(show, AlarmUnshelve(KEY), at=AT + 10)) == AlarmMark(KEY)


@pytest.mark.parametrize("at", [AT, AT + 601])
def test_nothing_is_taken_off_an_empty_shelf(at: float) -> None:
    show = done(Show(), AlarmShelve(KEY, 600, "检修")) if at > AT else Show()
    with pytest.raises(NotAllowed):
        done(show, AlarmUnshelve(KEY), at=at)


def test_a_reset_is_signed() -> None:
    assert mark(done(Show(), AlarmReset(KEY, 500.0))) == AlarmMark(
        KEY, reset_raise=500.0, reset_by="wang", reset_at=AT
    )


@pytest.mark.parametrize("command", [AlarmAck(KEY), AlarmReset(KEY), AlarmAck("", 5.0)])
def test_what_names_no_raise_or_alarm_is_refused(command: Command) -> None:
    with pytest.raises(Invalid):
        done(Show(), command)


def test_marks_are_forgotten_whether_there_or_not() -> None:
    show = done(Show(), AlarmAck(KEY, 500.0))
    assert mark(done(show, AlarmForget((KEY, "none:", KEY)))) is None
